import { GovError } from '../core/errors.js';
import { PLAN_SCHEMA, type PromotionPlan, parsePromotionPlan } from '../governance/gates/promotion-plan.js';
import type { Location } from './location.js';
import { SealedJsonFile } from './sealed-json-file.js';
import type { JsonObject } from './sorted-json.js';
import { readTextIfPresent } from './text-file.js';

/** What all versions of the shape begin with. */
const PLAN_NAME = PLAN_SCHEMA.slice(0, PLAN_SCHEMA.indexOf('@') + 1);

/** Of a document that was cut off, this is all that tells what it was. */
const SEALED_START = '{\n  "contentHash"';

/** A place for a plan, which may be that of an earlier one. */
export interface PlanTarget {
  /** Replaces it atomically and durably. */
  write(plan: PromotionPlan): Promise<void>;
}

/** @throws GovError input when something else than an earlier plan is there. */
export async function openPlanTarget(file: Location): Promise<PlanTarget> {
  const found = await readSealed(file);
  if (found !== null && (found === 'other' || !isPlan(found.content))) {
    throw new GovError('input', `${file.place}: is there already, and is no earlier plan`, {
      hint: 'name another file, or remove it first',
    });
  }
  return {
    write: (plan) => new SealedJsonFile(file).write({ content: { ...plan }, intact: true }),
  };
}

/** @throws GovError input when there is no plan, integrity when it is not as it was written. */
export async function readPlan(file: Location): Promise<PromotionPlan> {
  const found = await readSealed(file);
  if (found === null) {
    throw new GovError('input', `${file.place}: no such plan`, {
      hint: 'make one: dharma-gov promote <address> --to <status> --plan-out <file>',
    });
  }
  const isCut = found === 'other' && (readTextIfPresent(file) ?? '').startsWith(SEALED_START);
  if (isCut || (found !== 'other' && isPlan(found.content) && !found.intact)) {
    throw new GovError('integrity', `${file.place}: the plan is not as it was written`, {
      hint: 'nothing was changed; plan it anew',
    });
  }
  if (found === 'other' || !isPlan(found.content)) {
    throw new GovError('input', `${file.place}: is no plan of a promotion`, {
      hint: 'make one: dharma-gov promote <address> --to <status> --plan-out <file>',
    });
  }
  const plan = parsePromotionPlan(found.content);
  if ('problem' in plan) {
    throw new GovError('input', `${file.place}: a plan that this program does not know (${plan.problem})`, {
      hint: 'apply it with the version of dharma-gov that made it',
    });
  }
  return plan;
}

function isPlan({ schema }: JsonObject): boolean {
  return typeof schema === 'string' && schema.startsWith(PLAN_NAME);
}

/** Null without a file; `other` for anything but a JSON object. */
async function readSealed(file: Location) {
  try {
    return await new SealedJsonFile(file).read();
  } catch (error) {
    if (error instanceof GovError && error.kind === 'input') return 'other';
    throw error;
  }
}
