//! The uncertainty of a load point, and the guard band that takes it off the limit.

use super::*;

#[test]
fn the_uncertainty_of_a_load_point_is_that_of_the_hand_calculation() {
    // u(E0) = 0.05/2 %; u(d)² = 2·(0.001² / 12)·(100 / 2.0472)² / 2 readings; both readings alike.
    let judgement = judge(DC, "");
    let uncertainty = point(&judgement).uncertainty.as_ref().unwrap();
    let parts: Vec<&str> = uncertainty.components.iter().map(|part| part.standard.as_str()).collect();
    assert_eq!(parts, ["0.0250", "0.0141", "0"]);
    assert_eq!((uncertainty.expanded.as_str(), uncertainty.coverage_factor.as_str()), ("0.058", "2"));
    assert_eq!(uncertainty.share_of_limit_percent.as_deref(), Some("2.9"));
    assert!(!warned(&judgement, "W003"));
    // The step of the standard, and 40 kW for one second: 40/3600 kWh either way.
    let reading = r#"{ instrument = "2.065", reference = "2.0472", skew_seconds = "1" }"#;
    let skewed = format!(
        "reference_step = \"0.0001\"\nload_point = [{{ voltage = \"500\", current = \"80\", readings = [{reading}, {reading}] }}]"
    );
    let judgement = judge(DC, &skewed);
    let uncertainty = point(&judgement).uncertainty.as_ref().unwrap();
    let parts: Vec<&str> = uncertainty.components.iter().map(|part| part.standard.as_str()).collect();
    assert_eq!(parts, ["0.0250", "0.0141", "0.00141", "0.222", "0"]);
    assert_eq!(uncertainty.expanded, "0.45");
    let power = skewed.replace("skew_seconds = \"1\"", "skew_seconds = \"2\", power_kw = \"20\"");
    assert_eq!(point(&judge(DC, &power)).uncertainty.as_ref().unwrap().expanded, "0.45", "the power of the reading");
    let unknown = skewed.replace("voltage = \"500\", ", "");
    assert!(matches!(refused(DC, &unknown), Refusal::Missing(place) if place.contains("power_kw")));
    // Readings that differ: s/√n.
    let spread = r#"load_point = [{ readings = [{ instrument = "2.065", reference = "2.0472" }, { instrument = "2.067", reference = "2.0472" }] }]"#;
    let judgement = judge(DC, spread);
    let uncertainty = point(&judgement).uncertainty.as_ref().unwrap();
    assert_eq!(uncertainty.components.last().map(|part| part.standard.as_str()), Some("0.0488"));
    assert_eq!(uncertainty.expanded, "0.12");
    // Nothing but the spread is known: no uncertainty is stated.
    assert_eq!(point(&judge(AC_2018, "")).uncertainty, None);
}

#[test]
fn an_uncertainty_above_its_share_of_the_limit_is_told() {
    let with = |expanded: &str| {
        judge(
            AC_2018,
            &format!(
                "standards = [{{ name = \"S\", valid_until = \"2021-01-01\", uncertainty = {{ expanded = \"{expanded}\", coverage = \"3\" }} }}]\nload_point = [{{ readings = [{{ error_percent = \"0\" }}, {{ error_percent = \"0\" }}] }}]"
            ),
        )
    };
    // U(k = 2) = 2/3 of what is stated with k = 3; a third of 1 % is reached with 0.5 %.
    assert!(!warned(&with("0.5"), "W003"));
    let large = with("0.500001");
    assert!(warning(&large, "W003").contains("负荷点 1：扩展不确定度 U"), "{}", warning(&large, "W003"));
    assert_eq!(point(&large).verdict, ItemVerdict::Pass, "it is told, and decides nothing");
}

#[test]
fn a_guard_band_takes_the_uncertainty_off_the_limit() {
    let case = |error: &str, rest: &str| {
        judge(
            AC_2018,
            &format!(
                "decision = \"guard-band\"\n{rest}\nload_point = [{{ readings = [{{ error_percent = \"{error}\" }}, {{ error_percent = \"{error}\" }}] }}]"
            ),
        )
    };
    let standard = r#"standards = [{ name = "S", valid_until = "2021-01-01", uncertainty = { expanded = "0.1" } }]"#;
    let verdicts = |error: &str| {
        let judgement = case(error, standard);
        (point(&judgement).verdict_unrounded, point(&judgement).verdict_rounded)
    };
    // Class 1: 1.0 % less U = 0.1 %, on both bases.
    assert_eq!(verdicts("0.9"), (ItemVerdict::Pass, ItemVerdict::Pass));
    assert_eq!(verdicts("0.91"), (ItemVerdict::Fail, ItemVerdict::Pass));
    assert_eq!(verdicts("-0.96"), (ItemVerdict::Fail, ItemVerdict::Fail));
    let open = case("0", "");
    assert_eq!(point(&open).verdict, ItemVerdict::Incomplete, "without the standard there is no band to draw");
    assert!(warned(&open, "W212"));
    let simple = judge(
        AC_2018,
        &format!(
            "{standard}\nload_point = [{{ readings = [{{ error_percent = \"1\" }}, {{ error_percent = \"1\" }}] }}]"
        ),
    );
    assert_eq!(point(&simple).verdict, ItemVerdict::Pass, "the limit itself is inside");
}
