import { isDamaged, isPending } from '../../gates/verdict.js';
import type { PromotionReport } from '../../governance/registry/plan-promotion.js';

/** What came of a promotion beyond what the gates say. */
export interface PromotionEnd {
  readonly dryRun: boolean;
  /** Where it was written as a plan; null when it was not. */
  readonly planFile: string | null;
  /** Somebody was asked and said no. */
  readonly declined: boolean;
}

/** What came of it, in a sentence. */
export function describeEnd(report: PromotionReport, { dryRun, planFile, declined }: PromotionEnd): string {
  const { model, version, from, to, gates, verdict, allowed, plan, changed, generation } = report;
  const name = `${model}@${version}`;
  if (isDamaged(gates)) {
    const mark = changed ? 'is now marked failed' : 'would be marked failed';
    return `damaged: ${name} ${mark}; restore its files and register them as a new version`;
  }
  if (verdict === 'fail') return `denied: ${name} stays in ${from}`;
  if (isPending(gates)) return `pending: ${name} stays in ${from} until it is approved`;
  if (verdict === 'unknown')
    return `inconclusive: ${name} stays in ${from} until every gate can be evaluated`;
  if (!allowed) return `denied: ${name} stays in ${from}: a warning fails it`;
  if (planFile !== null) return `planned: nothing changed; ${planFile} holds until the registry changes`;
  if (plan.events.length === 0) return `${name} already is in ${to}: nothing changed`;
  if (dryRun) return 'dry run: nothing changed';
  return declined ? 'not confirmed: nothing changed' : `${name} is now in ${to} (generation ${generation})`;
}

/** What a person would type next; nothing where that is theirs to decide. */
export function describeNextStep(report: PromotionReport, { planFile }: PromotionEnd): string[] {
  const { model, version, to, gates, allowed, changed } = report;
  if (planFile !== null) return [`dharma-gov promote --apply ${planFile} --yes`];
  if (isPending(gates)) return [`dharma-gov approve ${model}@${version} --to ${to}`];
  if (!changed || !allowed) return [];
  if (to === 'staging') return [`dharma-gov promote ${model}@${version} --to production`];
  return to === 'production' ? [`dharma-gov ingest-predictions ${model}@production <file>`] : [];
}

/** A line where somebody wanted to let a version past a gate that it did not need. */
export function describeUnused({ unusedWaivers }: PromotionReport): string[] {
  if (unusedWaivers.length === 0) return [];
  return [`not recorded, since nothing had to be waived: ${unusedWaivers.join(', ')}`];
}
