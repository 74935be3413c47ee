import { expect, test } from 'vitest'
import { readCpuLimits, readCpuQuota, readMemoryLeft } from './cgroup.ts'

const reading = (files: Record<string, string>) => (path: string) => files[path]

test('version 2: the least of the own group and those around it', () => {
  const files = {
    '/proc/self/cgroup': '0::/user.slice/app.scope\n',
    '/sys/fs/cgroup/user.slice/app.scope/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/user.slice/cpu.max': '150000 100000\n',
  }
  expect(readCpuQuota(reading(files))).toBe(1.5)
})

test('version 1, also where the container sees its own group as the root', () => {
  const files = {
    '/proc/self/cgroup': '9:name=systemd:/\n4:cpu,cpuacct:/docker/abc\n0::/\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
  }
  expect(readCpuQuota(reading(files))).toBe(0.5)
})

test.each([
  ['version 2', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }],
  [
    'version 1',
    {
      '/proc/self/cgroup': '1:cpu:/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    },
  ],
  ['garbage', { '/proc/self/cgroup': 'what:is\nthis', '/sys/fs/cgroup/cpu.max': '' }],
])('%s without a quota is unlimited', (_, files) => {
  expect(readCpuQuota(reading(files))).toBe('unlimited')
})

test('a system without cgroups says so', () => {
  expect(readCpuQuota(reading({}))).toHaveProperty('missing')
})

test('limits of another process: its quota, and the longest time for which a group was held back', () => {
  const files = {
    '/proc/42/cgroup': '0::/a/b\n',
    '/sys/fs/cgroup/a/b/cpu.max': '50000 100000\n',
    '/sys/fs/cgroup/a/b/cpu.stat': 'usage_usec 9\nthrottled_usec 7\n',
    '/sys/fs/cgroup/a/cpu.stat': 'usage_usec 9\nthrottled_usec 3\n',
  }
  expect(readCpuLimits(reading(files), 42)).toEqual({ quota: 0.5, throttledNs: 7000 })
  const first = {
    '/proc/42/cgroup': '4:cpu,cpuacct:/\n',
    '/sys/fs/cgroup/cpu/cpu.stat': 'nr_throttled 1\nthrottled_time 12\n',
  }
  expect(readCpuLimits(reading(first), 42)).toEqual({ quota: Infinity, throttledNs: 12 })
  expect(readCpuLimits(reading({ '/proc/42/cgroup': '0::/\n' }), 42)).toEqual({ quota: Infinity, throttledNs: NaN })
  expect(readCpuLimits(reading({}), 42)).toBeUndefined()
})

test('memory left: the least of all groups, without what is kept of files', () => {
  const two = {
    '/proc/self/cgroup': '0::/a/b\n',
    '/sys/fs/cgroup/a/b/memory.max': 'max\n',
    '/sys/fs/cgroup/a/b/memory.current': '5000\n',
    '/sys/fs/cgroup/a/memory.max': '9000\n',
    '/sys/fs/cgroup/a/memory.current': '6000\n',
    '/sys/fs/cgroup/a/memory.stat': 'anon 1\ninactive_file 500\n',
  }
  expect(readMemoryLeft(reading(two))).toBe(3500)
  const one = {
    '/proc/self/cgroup': '4:memory:/docker\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '1000\n',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '1200\n',
  }
  expect(readMemoryLeft(reading(one))).toBe(0)
  expect(readMemoryLeft(reading({}))).toBe(Infinity)
})
