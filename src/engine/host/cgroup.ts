/** Reads a small system file; undefined where there is none. */
export type ReadText = (path: string) => string | undefined

/** CPU limits of a process's control group and of those around it. */
export interface CpuLimits {
  /** The smallest quota, cores; Infinity without one. */
  readonly quota: number
  /** Time for which a group was held back by its quota, of the group for which that was longest, ns; NaN where it is not counted. */
  readonly throttledNs: number
}

const ROOT = '/sys/fs/cgroup'

/** CPU quota of this process in cores: the smallest of its cgroup and of those around it. */
export function readCpuQuota(read: ReadText): number | 'unlimited' | { missing: string } {
  const limits = readCpuLimits(read, 'self')
  if (limits === undefined) return { missing: 'this system has no cgroups' }
  return Number.isFinite(limits.quota) ? limits.quota : 'unlimited'
}

/** Undefined where the system has no control groups, or the process is gone. */
export function readCpuLimits(read: ReadText, pid: number | 'self'): CpuLimits | undefined {
  const groups = read(`/proc/${pid}/cgroup`)
  if (groups === undefined) return undefined
  const folders = groups.split('\n').flatMap(cpuFolders)
  return {
    quota: Math.min(Infinity, ...folders.flatMap((folder) => quotaOf(folder, read))),
    throttledNs: folders.map((folder) => throttledNsOf(folder, read)).reduce(larger, NaN),
  }
}

/** Bytes that this process's control groups still allow: the least of them; Infinity without a limit. */
export function readMemoryLeft(read: ReadText): number {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n')
  return Math.min(
    Infinity,
    ...lines.flatMap((line) => memoryFolders(line).flatMap((folder) => memoryLeft(folder, read))),
  )
}

/** The files of a group that limits memory. */
interface MemoryFiles {
  readonly limit: string
  readonly used: string
  readonly statistics: string
  /** Of the statistics: what is kept of files and can be dropped at once. */
  readonly cache: string
}

/** Of the groups in a line of /proc/PID/cgroup. */
function memoryFolders(line: string): readonly MemoryFiles[] {
  const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
  if (path === undefined) return []
  if (hierarchy === '0') return enclosing(path).map((folder) => filesOfTwo(`${ROOT}${folder}`))
  if (!controllers?.split(',').includes('memory')) return []
  return enclosing(path).map((folder) => filesOfOne(`${ROOT}/memory${folder}`))
}

function filesOfTwo(folder: string): MemoryFiles {
  const [limit, used, statistics] = [`${folder}/memory.max`, `${folder}/memory.current`, `${folder}/memory.stat`]
  return { limit, used, statistics, cache: 'inactive_file' }
}

function filesOfOne(folder: string): MemoryFiles {
  const [limit, used] = [`${folder}/memory.limit_in_bytes`, `${folder}/memory.usage_in_bytes`]
  return { limit, used, statistics: `${folder}/memory.stat`, cache: 'total_inactive_file' }
}

/** "max" is no limit. */
function memoryLeft({ limit, used, statistics, cache }: MemoryFiles, read: ReadText): number[] {
  const [, cached = '0'] = new RegExp(`^${cache} (\\d+)$`, 'm').exec(read(statistics) ?? '') ?? []
  const bytes = Number(read(limit)?.trim()) - Number(read(used)?.trim()) + Number(cached)
  return Number.isFinite(bytes) ? [Math.max(0, bytes)] : []
}

interface CpuFolder {
  readonly version: 1 | 2
  readonly path: string
}

/** Folders of a line of /proc/PID/cgroup that may limit the CPU: "0::/path" for version 2, "4:cpu,cpuacct:/path" for version 1. */
function cpuFolders(line: string): readonly CpuFolder[] {
  const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
  if (path === undefined) return []
  if (hierarchy === '0') return enclosing(path).map((folder) => ({ version: 2, path: `${ROOT}${folder}` }))
  if (!controllers?.split(',').includes('cpu')) return []
  return enclosing(path).map((folder) => ({ version: 1, path: `${ROOT}/cpu${folder}` }))
}

/** Folders around a path: "/a/b" gives "/a/b", "/a" and "". */
function enclosing(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), '']
}

function quotaOf({ version, path }: CpuFolder, read: ReadText): readonly number[] {
  if (version === 1) return ratio(read(`${path}/cpu.cfs_quota_us`)?.trim(), read(`${path}/cpu.cfs_period_us`)?.trim())
  // "150000 100000" is 1.5 cores; "max 100000" is no quota.
  const [quota, period] = (read(`${path}/cpu.max`) ?? '').trim().split(' ')
  return ratio(quota, period)
}

function ratio(quota: string | undefined, period: string | undefined): number[] {
  const cores = Number(quota) / Number(period)
  return cores > 0 && Number.isFinite(cores) ? [cores] : []
}

/** `throttled_usec` of version 2 and `throttled_time` (ns) of version 1. */
function throttledNsOf({ version, path }: CpuFolder, read: ReadText): number {
  const [name, unitNs] = version === 2 ? ['throttled_usec', 1e3] : ['throttled_time', 1]
  const [, digits] = new RegExp(`^${name} (\\d+)$`, 'm').exec(read(`${path}/cpu.stat`) ?? '') ?? []
  return digits === undefined ? NaN : Number(digits) * unitNs
}

function larger(a: number, b: number): number {
  return Number.isNaN(b) || a > b ? a : b
}
