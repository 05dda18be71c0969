import { runShell } from './shell.js';

/**
 * Makes the project that examples in help pages speak of: the demo's model with three versions, two months, an alert and
 * a test.
 */
export async function makeExampleProject(folder: string): Promise<void> {
  const result = await runShell(
    `set -e
    cp -r "$FIXTURES/demo/"{models,serving,labels} .
    cp "$FIXTURES/../examples/policy/cases.yaml" policy-cases.yaml
    dharma-gov init --no-input
    for version in 1.0.0 1.1.0; do
      dharma-gov register churn --version $version --artifact models/$version/model.json \\
        --metrics models/$version/metrics.json --training-data models/$version/training.csv
      dharma-gov promote churn@$version --to staging
      dharma-gov promote churn@$version --to production --yes
    done
    mkdir models/1.2.0 && echo '{}' > models/1.2.0/model.json
    dharma-gov register churn --version 1.2.0 --artifact models/1.2.0/model.json
    dharma-gov promote churn@1.2.0 --to staging
    dharma-gov ingest-predictions churn@production serving/2026-03.csv
    dharma-gov ingest-predictions churn@production --labels labels/2026-03.csv
    dharma-gov ab-test start churn --a 1.0.0 --b 1.1.0 --split 0.5 --from 2026-03-01
    dharma-gov ingest-predictions churn@1.0.0 serving/2026-04.csv
    dharma-gov drift-check churn@1.0.0 || [ $? = 3 ]`,
    folder,
  );
  if (result.exitCode !== 0)
    throw new Error(`the example project could not be made:\n${result.stdout}${result.stderr}`);
}
