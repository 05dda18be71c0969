import { GovError } from '../../core/errors.js';
import { worstVerdict } from '../../core/verdict.js';
import { verdictOfDecision } from '../../experiments/decision.js';
import { requireModel } from '../../registry/address.js';
import { experimentsOf } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { type AdvanceReport, advanceExperiment } from '../experiments/advance-experiment.js';
import { loadRegistry } from '../registry/registry-store.js';
import { failUnlessKept, jobNote, notesOfRecording } from './job-notes.js';
import { type JobNote, type JobOutcome, type JobReport, jobReport } from './job-report.js';
import type { JobOptions } from './ports.js';

/** Evaluates every running test of a model, and does what follows, as `ab-test advance` does. */
export async function watchExperiments(
  governance: Governance,
  name: string,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const { state } = await loadRegistry(governance);
  const running = experimentsOf(requireModel(state, name)).filter(({ stopped }) => stopped === null);
  if (running.length === 0) return jobReport('idle', `no test of ${name} is running`);
  const reports: AdvanceReport[] = [];
  const failures: { readonly test: string; readonly error: GovError }[] = [];
  for (const { id } of running) {
    try {
      reports.push(
        await advanceExperiment(governance, { test: { model: name, test: id }, reason: null, dryRun }),
      );
    } catch (error) {
      if (!(error instanceof GovError)) throw error;
      // One test that cannot be evaluated keeps no other from its steps.
      failures.push({ test: id, error });
    }
  }
  const notes = [
    ...reports.flatMap((report) => describe(report, dryRun)),
    ...failures.map(({ test, error }) =>
      jobNote({ model: name, version: null }, 'error', `${name}/${test}: ${error.message}`),
    ),
  ];
  const [failed] = failures;
  if (failed !== undefined) {
    const { exitCode, hint, message } = failed.error;
    return jobReport('failed', `${name}/${failed.test}: ${message}`, { exitCode, hint: hint ?? null, notes });
  }
  const message = reports.map(({ analysis }) => `${analysis.test}: ${analysis.decision}`).join(', ');
  const outcome = outcomeOf(reports);
  const report = jobReport(outcome, message, { notes, hint: hintOf(name, outcome) });
  return failUnlessKept(
    report,
    reports.map(({ recording }) => recording),
  );
}

/** A test that goes on without a result is no trouble: it is inconclusive for whoever asks, and well for whoever watches. */
function outcomeOf(reports: readonly AdvanceReport[]): JobOutcome {
  const verdicts = reports
    .map(({ analysis }) => verdictOfDecision(analysis.decision))
    .filter((verdict) => verdict !== 'unknown');
  const refused = reports.some(
    ({ refusal, stopped }) => !(refusal ?? stopped?.promotion ?? { allowed: true }).allowed,
  );
  if (refused) return 'found';
  return verdicts.length > 0 && worstVerdict(verdicts) === 'fail' ? 'found' : 'ok';
}

function hintOf(model: string, outcome: JobOutcome): string | null {
  return outcome === 'ok' ? null : `see dharma-gov ab-test status ${model}`;
}

function describe(
  { analysis, stopped, refusal, plan, recording }: AdvanceReport,
  dryRun: boolean,
): JobNote[] {
  const { model, test, reasons } = analysis;
  const version = analysis.experiment.arms[1]?.version ?? null;
  const about = { model, version };
  const name = `${model}/${test}`;
  const did = plan.events.map((event) => {
    const would = dryRun ? 'would be ' : '';
    if (event.type === 'experiment-advanced')
      return `${name}: the candidate ${would || 'is '}at ${event.percent} %`;
    if (event.type === 'experiment-stopped') return `${name}: ${would}stopped: ${event.decision}`;
    if (event.type === 'status-changed') return `${event.model}@${event.version}: ${would}${event.to}`;
    return null;
  });
  const refused = refusal ?? stopped?.promotion ?? null;
  return [
    ...did.flatMap((message) => (message === null ? [] : [jobNote(about, 'info', message)])),
    ...(refused === null || refused.allowed
      ? []
      : [jobNote(about, 'warn', `${name}: the gates refuse ${refused.version}: ${reasons.join('; ')}`)]),
    ...notesOfRecording(about, recording),
  ];
}
