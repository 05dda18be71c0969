import type { IngestReport } from '../../predictions/ingest-report.js';
import type { Screen } from './screen.js';
import { formatCount, formatInstant, plural, printable } from './text.js';

/** A line for what was added, one for what was not, and the next command. */
export function renderIngest(screen: Screen, report: IngestReport): string {
  const lines = [
    ...renderPredictions(report),
    ...renderLabels(report),
    ...renderRejects(screen, report),
    renderConclusion(report),
  ];
  return lines.join('\n');
}

function renderPredictions({ predictions, model, version }: IngestReport): string[] {
  if (predictions === null) return [];
  const { added, duplicates, conflicting, firstAt, lastAt } = predictions;
  const span =
    firstAt === null || lastAt === null ? '' : ` from ${formatInstant(firstAt)} to ${formatInstant(lastAt)}`;
  const again = plural(duplicates, 'row');
  const otherwise = conflicting === 0 ? '' : ` (${formatCount(conflicting)} with another prediction or time)`;
  return [
    `${plural(added, 'prediction')} of ${model}@${version}${span}`,
    ...(duplicates === 0
      ? []
      : [`${again} with a request id that came before${otherwise}: the first one stays`]),
  ];
}

function renderLabels({ labels, model }: IngestReport): string[] {
  if (labels === null) return [];
  const { added, duplicates, corrected } = labels;
  return [
    `${plural(added, 'label')} of ${model}`,
    ...(corrected === 0 ? [] : [`${plural(corrected, 'label')} corrected: the last one stays`]),
    ...(duplicates === 0 ? [] : [`${plural(duplicates, 'label')} known before`]),
  ];
}

/** How many bad rows there were, and the first of them. */
export function renderRejects(screen: Screen, { rejected }: Pick<IngestReport, 'rejected'>): string[] {
  if (rejected.rows === 0) return [];
  const where = rejected.file === null ? '' : `: see ${rejected.file}`;
  return [
    screen.yellow(`${plural(rejected.rows, 'bad row')} left out${where}`),
    ...rejected.first.map(({ source, line, column, reason }) => {
      const place = [
        source,
        line === null ? '' : `line ${line}`,
        column === null ? '' : `column "${column}"`,
      ];
      return `  ${printable([...place.filter((part) => part !== ''), reason].join(': '))}`;
    }),
  ];
}

function renderConclusion({
  changed,
  dryRun,
  generation,
  predictions,
  model,
  version,
}: IngestReport): string {
  if (dryRun) return 'dry run: nothing changed';
  if (!changed) return 'nothing new: nothing changed';
  const committed = `ingested (generation ${generation} of the prediction log)`;
  if (predictions?.firstAt == null) return committed;
  return `${committed}\nnext: dharma-gov drift-check ${model}@${version} --from ${predictions.firstAt.slice(0, 10)}`;
}
