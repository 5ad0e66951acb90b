"""Splink on the records of `kith synth --records`: cleaning, tuned comparisons, a veto for twins by hand.

splink_run.py RECORDS.csv CLUSTERS.csv
"""

import sys

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

records, out = sys.argv[1:3]
STAND_IN = r"^(BABY|B/O|INFANT|NEWBORN|TWIN|TRIPLET|UNBORN|UNKNOWN|BOY$|GIRL$|MALE$|FEMALE$).*"

connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute(f"""
CREATE TABLE cleaned AS
WITH raw AS (SELECT * FROM read_csv('{records}', all_varchar = true)),
upper_case AS (
  SELECT record_id, source, recorded_on,
    CASE WHEN length(nhs_number) = 10 AND (
      (11 - (list_sum([CAST(nhs_number[i] AS INT) * (11 - i) FOR i IN range(1, 10)]) % 11)) % 11
      = CAST(nhs_number[10] AS INT)) THEN nhs_number END AS nhs,
    nullif(regexp_replace(upper(strip_accents(coalesce(forename, ''))), '[^A-Z /]', '', 'g'), '') AS forename,
    nullif(regexp_replace(upper(strip_accents(coalesce(middle_name, ''))), '[^A-Z]', '', 'g'), '') AS middle,
    nullif(regexp_replace(upper(strip_accents(coalesce(surname, ''))), '[^A-Z]', '', 'g'), '') AS surname,
    try_cast(dob AS DATE) AS dob, nullif(sex, '') AS sex, nullif(birth_order, '') AS birth_order,
    nullif(replace(upper(coalesce(postcode, '')), ' ', ''), '') AS postcode,
    nullif(regexp_replace(coalesce(address, ''), '[^0-9]', '', 'g'), '') AS house,
    nullif(phone, '') AS phone, nullif(gp_code, '') AS gp,
    nullif(regexp_replace(upper(strip_accents(coalesce(mother_forename, ''))), '[^A-Z]', '', 'g'), '') AS mother_forename,
    try_cast(mother_dob AS DATE) AS mother_dob
  FROM raw)
SELECT record_id AS unique_id, source, nhs,
  CASE WHEN regexp_matches(forename, '{STAND_IN}') THEN NULL ELSE split_part(forename, ' ', 1) END AS forename,
  middle, surname, dob, CAST(dob AS VARCHAR) AS dob_text, sex, birth_order, postcode, house, phone, gp,
  mother_forename, mother_dob
FROM upper_case
""")
database = DuckDBAPI(connection=connection)
table = database.register("cleaned")


def twins():
    """Same birthday and household with two orders of birth or two far names never match."""
    return cl.CustomComparison(
        output_column_name="twin",
        comparison_levels=[
            cll.CustomLevel("forename_l IS NULL OR forename_r IS NULL").configure(is_null_level=True),
            cll.CustomLevel(
                "dob_l = dob_r AND (birth_order_l <> birth_order_r OR jaro_winkler_similarity(forename_l, forename_r) < 0.7)"
            ).configure(m_probability=1e-10, u_probability=1.0, fix_m_probability=True, fix_u_probability=True),
            cll.ElseLevel().configure(
                m_probability=1.0, u_probability=1.0, fix_m_probability=True, fix_u_probability=True
            ),
        ],
    )


settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.ExactMatch("nhs"),
        cl.JaroWinklerAtThresholds("forename", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.CustomComparison(
            output_column_name="dob",
            comparison_levels=[
                cll.NullLevel("dob"),
                cll.ExactMatchLevel("dob"),
                cll.CustomLevel("damerau_levenshtein(dob_text_l, dob_text_r) <= 1"),
                cll.CustomLevel("damerau_levenshtein(dob_text_l, dob_text_r) <= 2"),
                cll.ElseLevel(),
            ],
        ),
        cl.ExactMatch("sex"),
        cl.CustomComparison(
            output_column_name="home",
            comparison_levels=[
                cll.NullLevel("postcode"),
                cll.CustomLevel("postcode_l = postcode_r AND house_l = house_r"),
                cll.ExactMatchLevel("postcode"),
                cll.ElseLevel(),
            ],
        ),
        cl.ExactMatch("phone"),
        cl.JaroWinklerAtThresholds("mother_forename", [0.88]),
        cl.ExactMatch("mother_dob"),
        twins(),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("nhs"),
        block_on("dob", "forename"),
        block_on("dob", "surname"),
        block_on("dob", "postcode"),
        block_on("dob", "phone"),
        block_on("dob", "mother_forename"),
        block_on("forename", "surname", "postcode"),
        block_on("forename", "phone"),
        block_on("forename", "surname", "mother_forename"),
        block_on("mother_forename", "mother_dob", "forename"),
    ],
    retain_intermediate_calculation_columns=False,
    retain_matching_columns=False,
)
linker = Linker(table, settings)
linker.training.estimate_probability_two_random_records_match([block_on("nhs")], recall=0.4)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("nhs"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob", "surname"))
edges = linker.inference.predict(threshold_match_probability=0.95)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(edges, threshold_match_probability=0.95)
connection.execute(
    f"COPY (SELECT unique_id AS record_id, cluster_id FROM {clusters.physical_name}) TO '{out}' (HEADER)"
)
