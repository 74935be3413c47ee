/** Reads a small system file; undefined where there is none. */
export type ReadText = (path: string) => string | undefined

const ROOT = '/sys/fs/cgroup'

/** CPU quota of this process in cores: the smallest of its cgroup and of those around it. */
export function readCpuQuota(read: ReadText): number | 'unlimited' | { missing: string } {
  const groups = read('/proc/self/cgroup')
  if (groups === undefined) return { missing: 'this system has no cgroups' }
  const quotas = groups.split('\n').flatMap((line) => folderQuotas(line, read))
  return quotas.length > 0 ? Math.min(...quotas) : 'unlimited'
}

/** Quotas of a line of /proc/self/cgroup: "0::/path" for version 2, "4:cpu,cpuacct:/path" for version 1. */
function folderQuotas(line: string, read: ReadText): number[] {
  const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
  if (path === undefined) return []
  const folders = enclosing(path)
  if (hierarchy === '0') return folders.flatMap((folder) => parseV2(read(`${ROOT}${folder}/cpu.max`)))
  if (!controllers?.split(',').includes('cpu')) return []
  return folders.flatMap((folder) =>
    parseV1(read(`${ROOT}/cpu${folder}/cpu.cfs_quota_us`), read(`${ROOT}/cpu${folder}/cpu.cfs_period_us`)),
  )
}

/** Folders around a path: "/a/b" gives "/a/b", "/a" and "". */
function enclosing(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), '']
}

/** Quota in cores of "150000 100000" (1.5); none for "max 100000". */
function parseV2(text: string | undefined): number[] {
  const [quota, period] = (text ?? '').trim().split(' ')
  return ratio(quota, period)
}

function parseV1(quota: string | undefined, period: string | undefined): number[] {
  return ratio(quota?.trim(), period?.trim())
}

function ratio(quota: string | undefined, period: string | undefined): number[] {
  const cores = Number(quota) / Number(period)
  return cores > 0 && Number.isFinite(cores) ? [cores] : []
}
