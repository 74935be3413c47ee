import type { ProcessMetric } from 'electron'

/** Names of Electron's services that every app has; the others are named by what Electron says. */
const SERVICES: Readonly<Record<string, string>> = { 'network.mojom.NetworkService': 'network' }
const TYPES: Readonly<Record<string, string>> = { Browser: 'app', Tab: 'page', GPU: 'gpu' }

/**
 * The processes that the app consists of, by what they do, as `app.getAppMetrics` has them: its windows, the GPU process and services.
 */
export function ownProcesses(
  metrics: readonly Pick<ProcessMetric, 'pid' | 'type' | 'name' | 'serviceName'>[],
): { readonly pid: number; readonly name: string }[] {
  return metrics.map(({ pid, type, name, serviceName }) => ({
    pid,
    name: TYPES[type] ?? SERVICES[serviceName ?? ''] ?? (name ?? type).toLowerCase(),
  }))
}
