import { isPending } from '../../gates/verdict.js';
import type { PromotionReport } from '../../governance/registry/promote-version.js';

/** What came of a promotion beyond what the gates say. */
export interface PromotionEnd {
  readonly dryRun: boolean;
  /** Somebody was asked and said no. */
  readonly declined: boolean;
}

/** What came of it, in a sentence. */
export function describeEnd(report: PromotionReport, { dryRun, declined }: PromotionEnd): string {
  const { model, version, from, to, gates, verdict, plan, generation } = report;
  const name = `${model}@${version}`;
  if (verdict === 'fail') return `denied: ${name} stays in ${from}`;
  if (isPending(gates)) return `pending: ${name} stays in ${from} until it is approved`;
  if (verdict === 'unknown')
    return `inconclusive: ${name} stays in ${from} until every gate can be evaluated`;
  if (plan.events.length === 0) return `${name} already is in ${to}: nothing changed`;
  if (dryRun) return 'dry run: nothing changed';
  return declined ? 'not confirmed: nothing changed' : `${name} is now in ${to} (generation ${generation})`;
}

/** What a person would type next; nothing where that is theirs to decide. */
export function describeNextStep({ model, version, to, changed }: PromotionReport): string[] {
  if (!changed) return [];
  if (to === 'staging') return [`dharma-gov promote ${model}@${version} --to production`];
  return to === 'production' ? [`dharma-gov ingest-predictions ${model}@production <file>`] : [];
}
