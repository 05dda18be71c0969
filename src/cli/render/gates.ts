import type { GateResult, GateValue } from '../../gates/gate.js';
import { sortByOutcome } from '../../gates/verdict.js';
import type { Screen } from './screen.js';
import { displayColumns, formatInstant, printable, wrap } from './text.js';

/** The outcome as people read it. */
function outcomeWords(outcome: string): string {
  return outcome.replaceAll('-', ' ');
}

/** What each gate says, the worst first; for a pipe a tab-separated line each. */
export function renderGates(screen: Screen, gates: readonly GateResult[]): string[] {
  const sorted = sortByOutcome(gates);
  if (sorted.length === 0) return [];
  if (!screen.isTty) return [HEAD.join('\t'), ...sorted.map(plainLine)];
  const outcomeWidth = Math.max(...sorted.map(({ outcome }) => outcome.length));
  const nameWidth = Math.min(
    Math.max(...sorted.map(({ name }) => displayColumns(printable(name)))),
    MAX_NAME_COLUMNS,
  );
  return sorted.flatMap((gate) => drawGate(screen, gate, outcomeWidth, nameWidth));
}

/** Longer names stand on a line of their own. */
const MAX_NAME_COLUMNS = 24;

const HEAD = ['OUTCOME', 'GATE', 'OBSERVED', 'LIMIT', 'FROM', 'MESSAGE'];

function plainLine(gate: GateResult): string {
  const { outcome, name, observed, limit, source } = gate;
  return [outcome, name, valueText(observed), valueText(limit), source, messageOf(gate)]
    .map(printable)
    .join('\t');
}

function drawGate(screen: Screen, gate: GateResult, outcomeWidth: number, nameWidth: number): string[] {
  const { outcome, observed, limit, source } = gate;
  const name = printable(gate.name);
  const indent = ' '.repeat(outcomeWidth + nameWidth + 4);
  const columns = Math.max(screen.columns - indent.length, MIN_TEXT_COLUMNS);
  const head = `${paintOutcome(screen, outcome)(outcomeWords(outcome).padEnd(outcomeWidth))}  ${name}${' '.repeat(Math.max(nameWidth - displayColumns(name), 0))}`;
  const figures = `observed ${valueText(observed)}, limit ${valueText(limit)} (${source})`;
  // Of what passed and has figures, they say it all.
  const isPlain = outcome === 'pass' && observed !== null && limit !== null;
  const text = [
    ...(isPlain ? [] : wrap(printable(messageOf(gate)), columns)),
    ...wrap(printable(figures), columns).map((line) => screen.dim(line)),
  ];
  if (displayColumns(name) > nameWidth) return [head, ...text.map((line) => indent + line)];
  return text.map((line, index) => (index === 0 ? `${head}  ${line}` : indent + line));
}

const MIN_TEXT_COLUMNS = 24;

function paintOutcome(screen: Screen, outcome: GateResult['outcome']): (text: string) => string {
  if (outcome === 'pass') return screen.green;
  return outcome === 'deny' ? screen.red : screen.yellow;
}

function messageOf({ message, waiver }: GateResult): string {
  if (waiver === null) return message;
  const until = waiver.until === null ? '' : ` until ${formatInstant(waiver.until)}`;
  return `${message}; waived by ${waiver.by}${until}: ${waiver.reason}`;
}

export function valueText(value: GateValue): string {
  return value === null ? '-' : String(value);
}
