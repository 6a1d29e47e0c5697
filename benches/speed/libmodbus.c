/* The peer of the link: libmodbus reads the same two registers again and again, as its own bandwidth client does. */
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int count, char **words) {
    if (count != 3) return 2;
    modbus_t *line = modbus_new_rtu(words[1], 9600, 'N', 8, 1);
    if (!line || modbus_set_slave(line, 1) || modbus_connect(line)) return 3;
    long rounds = atol(words[2]);
    uint16_t registers[2];
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (long round = 0; round < rounds; round++)
        if (modbus_read_input_registers(line, 0, 2, registers) != 2) return 4;
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("%lld\n", (after.tv_sec - before.tv_sec) * 1000000000LL + (after.tv_nsec - before.tv_nsec));
    modbus_close(line);
    modbus_free(line);
    return 0;
}
