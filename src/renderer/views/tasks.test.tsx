import { act, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { useApp } from '../state/app.ts'
import { show } from '../testing.tsx'
import { Tasks } from './tasks.tsx'

const TOP = [
  { pid: 7, name: 'browser', cpuShare: 0.25, rssBytes: 5_000_000 },
  { pid: 12, name: 'editor', cpuShare: 0.75, rssBytes: 1_000_000 },
]
function LiveTasks() {
  const { live } = useApp()
  return <Tasks scene={() => live.scene} shown={[]} />
}

async function setup() {
  const shown = show(<LiveTasks />)
  act(() => shown.app.live.onTasks({ type: 'top', processes: TOP }))
  await shown.user.click(screen.getByRole('radio', { name: 'system' }))
  await waitFor(() => expect(names()).toHaveLength(2))
  return shown
}
const names = () =>
  [...document.querySelectorAll('tbody tr:not([aria-hidden]) td:first-child span')].map((cell) => cell.textContent)
const sortBy = (name: string) => screen.getByRole('button', { name })

test('the busiest processes of the system are listed and sorted by a column, both ways', async () => {
  const { user } = await setup()
  await user.click(sortBy('CPU'))
  await waitFor(() => expect(names()).toEqual(['editor', 'browser']))
  expect(screen.getByRole('columnheader', { name: 'CPU' }).getAttribute('aria-sort')).toBe('descending')
  await user.click(sortBy('CPU'))
  await waitFor(() => expect(names()).toEqual(['browser', 'editor']))
  await user.click(sortBy('task'))
  expect(screen.getByRole('columnheader', { name: 'CPU' }).getAttribute('aria-sort')).toBeNull()
})

test('the filter looks at names and ids', async () => {
  const { user } = await setup()
  await user.type(screen.getByRole('searchbox', { name: 'Filter tasks' }), 'edi')
  await waitFor(() => expect(names()).toEqual(['editor']))
  await user.clear(screen.getByRole('searchbox', { name: 'Filter tasks' }))
  await user.type(screen.getByRole('searchbox', { name: 'Filter tasks' }), '7')
  await waitFor(() => expect(names()).toEqual(['browser']))
})

test('Copy puts what is shown on the clipboard, as a spreadsheet reads it', async () => {
  const { user, notices } = await setup()
  await user.click(screen.getByRole('button', { name: 'Copy' }))
  const text = await navigator.clipboard.readText()
  expect(text.split('\n')[0]).toBe('process\tpid\tcpu_share\trss_bytes')
  expect(text).toContain('editor\t12\t0.75\t1000000')
  expect(notices).toEqual(['done: Copied the task table as tab-separated values.'])
})
