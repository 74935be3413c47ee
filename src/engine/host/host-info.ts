import os from 'node:os'
import type { Environment } from '../../contract/observation.ts'
import { readText } from '../files/system-file.ts'
import { readCpuQuota } from './cgroup.ts'

/** Facts about the machine that do not change while the app runs. */
export type HostInfo = Omit<Environment, 'app' | 'load' | 'otherLoad' | 'steal' | 'startMethod'>

/** Reads the facts once; later calls get the same answer. */
export function createHostInfo(): () => Promise<HostInfo> {
  let hostInfo: Promise<HostInfo> | undefined
  return () => (hostInfo ??= readHostInfo())
}

async function readHostInfo(): Promise<HostInfo> {
  const { osInfo, cpu } = await import('systeminformation')
  const model = os.cpus()[0]?.model.trim()
  const [system, brand] = await Promise.all([osInfo(), model ? { brand: model } : cpu()])
  return {
    os: [system.distro || os.type(), system.release, `(${os.type()} ${os.release()})`].filter(Boolean).join(' '),
    architecture: process.arch,
    cpuModel: brand.brand || 'unknown CPU',
    cores: os.cpus().length,
    usableCores: os.availableParallelism(),
    cpuQuota: readCpuQuota(readText),
    governor: readText('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim() ?? {
      missing: 'not available on this system',
    },
    memoryBytes: os.totalmem(),
    host: os.hostname(),
  }
}
