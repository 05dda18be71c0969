import { formatShare } from '../../core/share.js';
import type { Effect } from '../../experiments/effect.js';
import type { ExperimentReport } from '../../governance/experiments/evaluate-experiment.js';
import type { Decision } from '../../registry/experiment-events.js';
import { formatValue } from './drift-change.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';
import { formatCount, formatInstant, plural, printable } from './text.js';

/** A test on a screen: who served how much, how they compare, and what to do. */
export async function renderExperiment(screen: Screen, report: ExperimentReport): Promise<string> {
  const parts = [
    renderTitle(screen, report),
    await renderArms(screen, report),
    await renderEffects(screen, report),
    describeProgress(report),
    ...Object.entries(report.leftOut).map(([metric, values]) =>
      printable(`${plural(values, 'value')} of ${metric} cannot be right and were left out`),
    ),
    renderDecision(screen, report),
  ].filter((part) => part !== '');
  return parts.join(screen.isTty ? '\n\n' : '\n');
}

function renderTitle(screen: Screen, { model, test, experiment, at }: ExperimentReport): string {
  const [control, ...others] = experiment.arms.map(({ version }) => version);
  const ended = experiment.stopped === null ? '' : `, ended ${formatInstant(experiment.stopped.at)}`;
  const what = `${screen.bold(`${model}/${test}`)}  ${others.join(', ')} against ${control}`;
  const when = `since ${formatInstant(experiment.from)}, as of ${formatInstant(at)}${ended}`;
  return `${what}${screen.isTty ? '\n' : ', '}${when}`;
}

/** The phase that runs: of a canary, its present step. */
function renderArms(screen: Screen, { traffic, experiment }: ExperimentReport): Promise<string> {
  const present = traffic.phases.at(-1);
  return renderTable(
    screen,
    ['ARM', 'UNITS', 'SHARE', 'PLANNED'],
    (present?.arms ?? []).map(({ version, units, share, plannedShare }, index) => [
      index === 0 ? `${version} (control)` : version,
      formatCount(units),
      share === null ? '' : formatShare(share),
      `${formatShare(plannedShare)}${experiment.ramp === null ? '' : ` (step ${present?.percent} %)`}`,
    ]),
  );
}

export const EFFECT_TITLES = [
  'ROLE',
  'CONTROL',
  'CANDIDATE',
  'DIFFERENCE',
  'INTERVAL',
  'P',
  'LIFT',
  'CHANCE',
  'SAYS',
] as const;
type EffectTitle = (typeof EFFECT_TITLES)[number];
/** What a narrow terminal can do without. */
const LEAVE_OUT: readonly EffectTitle[] = ['CHANCE', 'LIFT', 'ROLE', 'P', 'DIFFERENCE'];

function renderEffects(screen: Screen, { candidates }: ExperimentReport): Promise<string> {
  const several = candidates.length > 1;
  const paints = { wins: screen.green, loses: screen.red, open: screen.dim, unknown: screen.yellow };
  const rows = candidates.flatMap(({ version, metrics }) =>
    metrics.map((effect): Cell[] => {
      const cells = describeEffect(effect);
      const name = several ? `${version} ${effect.metric}` : effect.metric;
      return [
        name,
        ...EFFECT_TITLES.map((title) =>
          title === 'SAYS' ? { text: cells.SAYS, paint: paints[effect.standing] } : cells[title],
        ),
      ];
    }),
  );
  return renderTable(screen, ['METRIC', ...EFFECT_TITLES], rows, LEAVE_OUT);
}

/** An effect in words and figures, by the titles of a table. */
export function describeEffect(effect: Effect): Record<EffectTitle, string> {
  const { role, control, candidate, difference, interval, pValue, lift, bayes, standing, reason } = effect;
  return {
    ROLE: role,
    CONTROL: describeArm(control),
    CANDIDATE: describeArm(candidate),
    DIFFERENCE: difference === null ? '' : formatSigned(difference),
    INTERVAL: interval === null ? '' : `${formatSigned(interval.low)} to ${formatSigned(interval.high)}`,
    P: pValue === null ? '' : pValue === 0 ? '<1e-300' : formatFigure(pValue),
    LIFT: lift === null ? '' : `${lift > 0 ? '+' : ''}${(lift * 100).toFixed(1)} %`,
    CHANCE: bayes === null ? '' : `${(bayes.chanceToWin * 100).toFixed(1)} %`,
    SAYS: reason === null ? standing : `${standing}: ${reason}`,
  };
}

function describeArm({ mean, n }: Effect['control']): string {
  return mean === null ? 'none' : `${formatFigure(mean)} (${formatCount(n)})`;
}

/** How far a test is on its way. */
export function describeProgress({ progress, experiment }: ExperimentReport): string {
  const { totalUnits, plannedUnits, hours, remainingHours } = progress;
  const done = `${formatCount(totalUnits)} of ${plural(plannedUnits, 'planned unit')} in ${formatHours(hours)}`;
  if (experiment.stopped !== null || experiment.ramp !== null || remainingHours === null) return done;
  return remainingHours === 0 ? done : `${done}, about ${formatHours(remainingHours)} to go`;
}

const WORDS: Record<Decision, string> = {
  promote: 'promote',
  'keep-running': 'keep running',
  'stop-loser': 'stop the loser',
  inconclusive: 'inconclusive',
  blocked: 'blocked',
};

/** The decision in words. */
export function describeDecision({
  decision,
  winner,
}: Pick<ExperimentReport, 'decision' | 'winner'>): string {
  return decision === 'promote' ? `promote ${winner}` : WORDS[decision];
}

function renderDecision(screen: Screen, report: ExperimentReport): string {
  const { decision, reasons, model, test, experiment } = report;
  const text = printable(reasons.join('; '));
  if (!screen.isTty) return `${decision}\t${text}`;
  const paint = { promote: screen.green, 'stop-loser': screen.red, blocked: screen.red }[decision as string];
  const lines = [`${(paint ?? screen.yellow)(screen.bold(describeDecision(report)))}: ${text}`];
  if (experiment.stopped === null && (decision === 'promote' || decision === 'stop-loser')) {
    const flag = decision === 'promote' ? ' --promote-winner' : '';
    lines.push(`next: dharma-gov ab-test stop ${model}/${test}${flag}`);
  }
  return lines.join('\n');
}

/** `0.5` -> `30 minutes`, `30` -> `30 hours`, `96` -> `4 days`. */
export function formatHours(hours: number): string {
  const minutes = Number((hours * 60).toPrecision(2));
  if (minutes > 0 && minutes < 1) return 'less than a minute';
  if (hours > 0 && hours < 1) return plural(minutes, 'minute');
  return hours < 72 ? plural(Number(hours.toFixed(1)), 'hour') : plural(Math.round(hours / 24), 'day');
}

function formatFigure(value: number): string {
  return Math.abs(value) > 0 && Math.abs(value) < 1e-4 ? value.toExponential(1) : formatValue(value);
}

function formatSigned(value: number): string {
  return `${value > 0 ? '+' : ''}${formatFigure(value)}`;
}
