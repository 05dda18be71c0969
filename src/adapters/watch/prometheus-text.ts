import { Counter, Gauge, Registry } from 'prom-client';
import { METRICS, type MetricName, type Sample } from '../../watch/metrics.js';

/** Content type of the text. */
export const PROMETHEUS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Samples as Prometheus reads them: those that have none are left out. */
export function renderPrometheusText(samples: readonly Sample[]): Promise<string> {
  const registry = new Registry();
  const known = new Map<MetricName, Gauge | Counter>();
  for (const { name, labels, value } of samples) {
    const metric = known.get(name) ?? createMetric(name, registry);
    known.set(name, metric);
    if (metric instanceof Gauge) metric.set(labels, value);
    else metric.inc(labels, value);
  }
  return registry.metrics();
}

function createMetric(name: MetricName, registry: Registry): Gauge | Counter {
  const { type, labels, help } = METRICS[name];
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  return type === 'gauge' ? new Gauge(options) : new Counter(options);
}
