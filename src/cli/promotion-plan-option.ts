import path from 'node:path';
import { GovError } from '../core/errors.js';
import { applyPromotion, preparePromotion } from '../governance/gates/apply-promotion.js';
import type { PromotionReport } from '../governance/registry/plan-promotion.js';
import type { PromoteRequest } from '../governance/registry/promote-version.js';
import type { CliSession } from './session.js';

/** What a plan says already, by the options that would say it again. */
const PLANNED = [
  ['--to', 'to'],
  ['--reason', 'reason'],
  ['--waive', 'waive'],
  ['--until', 'until'],
  ['--fail-on', 'failOn'],
  ['--plan-out', 'planOut'],
] as const;

type PlannedOptions = { readonly [O in (typeof PLANNED)[number][1]]?: unknown };

/** @throws GovError usage for anything beside `--apply` that the plan has settled. */
export function requirePlanAlone(address: string | undefined, options: PlannedOptions): void {
  const [flag] = PLANNED.find(([, name]) => options[name] !== undefined) ?? [];
  const extra = address === undefined ? flag : 'address';
  if (extra === undefined) return;
  throw new GovError('usage', `--apply: takes no ${extra}, the plan has settled that`, {
    hint: 'plan it anew with what is different',
  });
}

/** Judges a promotion and writes its plan, where the gates allow it. */
export async function writePlanFile(
  session: CliSession,
  file: string,
  request: Omit<PromoteRequest, 'dryRun' | 'confirm'>,
): Promise<PromotionReport> {
  const { openPlanTarget } = await import('../adapters/promotion-plan-file.js');
  // Said before large files are read, not after.
  const target = await openPlanTarget(locate(session, file));
  const { report, plan } = await preparePromotion(session.governance, request);
  if (plan !== null) await target.write(plan);
  return report;
}

export async function applyPlanFile(
  session: CliSession,
  file: string,
  request: Pick<PromoteRequest, 'dryRun' | 'confirm'>,
): Promise<PromotionReport> {
  const { readPlan } = await import('../adapters/promotion-plan-file.js');
  return applyPromotion(session.governance, await readPlan(locate(session, file)), request);
}

function locate({ io }: CliSession, file: string) {
  return { path: path.resolve(io.cwd, file), place: file };
}
