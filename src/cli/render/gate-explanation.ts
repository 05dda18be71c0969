import { NEVER_WAIVED } from '../../config/gate-names.js';
import type { Gate } from '../../gates/gate.js';
import { OUTCOMES } from '../../gates/verdict.js';
import type { GateDescription } from '../../governance/gates/describe-gates.js';
import { settingText } from './gate-list.js';
import type { Screen } from './screen.js';
import { renderTable } from './table.js';
import { wrap } from './text.js';

/** What a gate is about, when it says what, what it is set to, and how it is waived. */
export async function renderGateExplanation(
  screen: Screen,
  gate: Gate,
  targets: readonly GateDescription[],
): Promise<string> {
  const parts = [
    wrap(`${screen.bold(gate.name)}: ${gate.summary}`, screen.columns),
    describeOutcomes(screen, gate),
    await describeSettings(screen, targets),
    describeWaiving(gate, targets).flatMap((line) => wrap(line, screen.columns)),
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function describeOutcomes(screen: Screen, { outcomes }: Gate): string[] {
  return OUTCOMES.flatMap((outcome) => {
    const when = outcome === 'waived' ? undefined : outcomes[outcome];
    if (when === undefined) return [];
    const head = outcome.replaceAll('-', ' ').padEnd(INDENT.length);
    return wrap(`when ${when}`, screen.columns - INDENT.length).map(
      (line, index) => (index === 0 ? head : INDENT) + line,
    );
  });
}

const INDENT = ' '.repeat('not evaluable  '.length);

async function describeSettings(screen: Screen, targets: readonly GateDescription[]): Promise<string[]> {
  const rows = targets.flatMap(({ to, settings }) =>
    settings.map(({ key, value, default: whenUnset, unit, origin }) => [
      `gates.${to}.${key}`,
      settingText(value),
      settingText(whenUnset),
      unit ?? '-',
      origin,
    ]),
  );
  if (rows.length === 0) return ['It has no settings and is always asked.'];
  const table = await renderTable(screen, ['SETTING', 'VALUE', 'DEFAULT', 'UNIT', 'FROM'], rows);
  const meanings = new Map(targets.flatMap(({ settings }) => settings.map((s) => [s.key, s.meaning])));
  const texts = [...meanings].flatMap(([key, meaning]) => wrap(`${key}: ${meaning}`, screen.columns));
  return [table, ...texts.map((line) => screen.dim(line))];
}

function describeWaiving(gate: Gate, targets: readonly GateDescription[]): string[] {
  if (NEVER_WAIVED.includes(gate.name)) return ['Nobody can waive it.'];
  return targets.map(({ to, waivable }) =>
    waivable.length === 0
      ? `Not to be waived on the way to ${to}: gates.${to}.waivable does not name it.`
      : `To waive it: dharma-gov promote <address> --to ${to} --waive ${waivable[0]} --reason <why>`,
  );
}
