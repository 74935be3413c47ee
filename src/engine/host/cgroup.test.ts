import { expect, test } from 'vitest'
import { readCpuQuota } from './cgroup.ts'

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
