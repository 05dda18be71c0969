import { GovError } from '../../core/errors.js';
import type { DriftOptions } from '../../drift/evaluate-drift.js';
import type { Governance } from '../context.js';

const MIN_ALPHA = 1e-9;

/** What a check is asked to go by; null: as configured. */
export interface DriftSettings {
  readonly threshold: number | null;
  readonly importance: Readonly<Record<string, number>> | null;
}

/** @throws GovError config for an alpha that no test can reach. */
export function driftOptionsOf(
  { config }: Pick<Governance, 'config'>,
  model: string,
  { threshold, importance }: DriftSettings,
): DriftOptions {
  const featureThresholds = config['drift.featureThresholds'];
  const configured = config['drift.importance'];
  const alpha = config['drift.alpha'];
  // So small a probability has no critical value that a double could tell.
  if (alpha < MIN_ALPHA) {
    throw new GovError('config', `drift.alpha: expected a probability of ${MIN_ALPHA} or more, got ${alpha}`);
  }
  return {
    threshold: threshold ?? config.driftThreshold,
    featureThresholds: Object.hasOwn(featureThresholds, model) ? (featureThresholds[model] ?? {}) : {},
    alpha,
    importance: importance ?? (Object.hasOwn(configured, model) ? (configured[model] ?? null) : null),
  };
}
