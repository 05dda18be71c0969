import type { ModelAutomation } from '../../registry/automation.js';
import type { Screen } from './screen.js';
import { formatInstant, printable } from './text.js';

/** What was done to a model with nobody asked and is not over, a paragraph each. */
export function renderAutomation(
  screen: Screen,
  model: string,
  { lastRollback, paused, retraining }: ModelAutomation,
): string[] {
  const name = screen.bold(model);
  return [
    ...(paused && lastRollback !== null
      ? [
          `${name}  ${screen.yellow(`automatic rollbacks paused since ${formatInstant(lastRollback.at)}`)}: dharma-gov watch resume ${model}\n` +
            `   ${printable(`${lastRollback.from} -> ${lastRollback.to}: ${lastRollback.message}`)}`,
        ]
      : []),
    ...(retraining === null
      ? []
      : [
          `${name}  ${screen.yellow('retraining asked for')}  ${printable(`${retraining.version} since ${formatInstant(retraining.at)}: ${retraining.rule}`)}`,
        ]),
  ];
}

/** The same in a word or two; empty for nothing. */
export function nameAutomation({ paused, retraining }: ModelAutomation): string {
  return [...(paused ? ['rollbacks paused'] : []), ...(retraining === null ? [] : ['retraining'])].join(', ');
}

/** What of it concerns a version, as fields of its page. */
export function automationFields(
  model: string,
  version: string,
  { lastRollback, paused, retraining }: ModelAutomation,
): (readonly [name: string, value: string])[] {
  const fields: (readonly [string, string])[] = [];
  if (lastRollback !== null && [lastRollback.from, lastRollback.to].includes(version)) {
    const { from, to, at, message } = lastRollback;
    const pause = paused ? `; paused since: dharma-gov watch resume ${model}` : '';
    fields.push(['rollback', `automatic, ${from} -> ${to} at ${formatInstant(at)} (${message})${pause}`]);
  }
  if (retraining?.version === version) {
    fields.push(['retraining', `asked for since ${formatInstant(retraining.at)}: ${retraining.rule}`]);
  }
  return fields;
}
