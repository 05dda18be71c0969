import * as v from 'valibot';
import { GovError } from '../core/errors.js';
import { canonicalJson, type Json } from '../core/json.js';

const metricsSchema = v.record(v.string(), v.pipe(v.number(), v.finite()));
const configSchema = v.record(
  v.string(),
  v.custom<Json>(() => true),
);

/**
 * Evaluation results as trainers write them: metric -> finite number, nothing nested.
 * @param place the file, for messages
 * @throws GovError input naming the metric.
 */
export function parseMetrics(value: unknown, place: string): Record<string, number> {
  return parse(metricsSchema, value, place, 'a JSON object of numbers, such as {"accuracy": 0.83}');
}

/**
 * A model's configuration: any JSON object.
 * @throws GovError input when it is something else.
 */
export function parseModelConfig(value: unknown, place: string): Record<string, Json> {
  const config = parse(configSchema, value, place, 'a JSON object');
  try {
    canonicalJson(config);
  } catch (cause) {
    throw new GovError(
      'input',
      `${place}: holds what JSON cannot: a number without end, or nesting without end`,
      { cause },
    );
  }
  return config;
}

function parse<T>(schema: v.GenericSchema<unknown, T>, value: unknown, place: string, wanted: string): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const path = v.getDotPath(issue);
  throw new GovError(
    'input',
    `${place}: ${path === null ? '' : `${path}: `}expected ${issue.expected ?? wanted}, got ${issue.received}`,
    {
      hint: `write ${wanted}`,
    },
  );
}
