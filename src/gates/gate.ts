import type { GateKey } from '../config/gate-keys.js';
import type { GateName } from '../config/gate-names.js';
import type { GatePolicy } from '../config/policy.js';
import type { Instant } from '../core/time.js';
import type { GateSubject } from './subject.js';

/** What a gate may say by itself. `not-evaluable` and `pending` are never a pass. */
export type GateOutcome = 'pass' | 'warn' | 'deny' | 'pending' | 'not-evaluable';

export type GateValue = number | string | null;

/** What a gate found out about one thing, a metric for example. */
export interface GateFinding {
  /** What of several things, the metric for example; null where the gate is about one thing only. */
  readonly subject: string | null;
  readonly outcome: GateOutcome;
  /** In the unit that the message names; null where nothing could be observed. */
  readonly observed: GateValue;
  readonly limit: GateValue;
  /** Where the observed value comes from: `registered metrics`, `drift check 20260401T060000Z-0k3f9a`. */
  readonly source: string;
  /** Why, in one line a person can act on. */
  readonly message: string;
}

/** Lets somebody past a gate that did not pass. */
export interface Waiver {
  /** A gate or one of its subjects: `minimum`, `minimum/accuracy`. */
  readonly gate: string;
  readonly by: string;
  readonly reason: string;
  /** Null: for this promotion alone. */
  readonly until: Instant | null;
}

export interface GateResult extends Omit<GateFinding, 'subject' | 'outcome'> {
  /** Stable: the gate, or `gate/subject`. */
  readonly name: string;
  readonly gate: string;
  readonly outcome: GateOutcome | 'waived';
  /** What let it past; null unless it is waived. */
  readonly waiver: Waiver | null;
}

/** One kind of condition for a promotion. A file each, a line each in `gate-table.ts`. */
export interface Gate {
  readonly name: GateName;
  /** What it asks for. */
  readonly summary: string;
  /** When it says what, each after "when"; there is nothing else that it says. */
  readonly outcomes: Readonly<Partial<Record<GateOutcome, string>>>;
  /** Settings that configure it, the one that switches it on first; none: it always asks. */
  readonly settings: readonly GateKey[];
  /** Nothing when the policy does not ask. */
  readonly evaluate: (policy: GatePolicy, subject: GateSubject) => readonly GateFinding[];
}
