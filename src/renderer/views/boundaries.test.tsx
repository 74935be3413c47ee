import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { show } from '../testing.tsx'
import { PanelBoundary } from './boundaries.tsx'

let broken = true
function Panel() {
  if (broken) throw new Error('a lane without a worker')
  return <p>lanes</p>
}

// React reports what a boundary has caught.
beforeEach(() => {
  broken = true
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

test('a panel that fails says so, leaves the others, and can be tried again', async () => {
  const { user } = show(
    <>
      <PanelBoundary name="timeline" resetKeys={[]}>
        <Panel />
      </PanelBoundary>
      <p>results</p>
    </>,
  )
  expect(screen.getByRole('alert').textContent).toContain('This panel failed; the run goes on.')
  expect(screen.getByText('results')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(screen.queryByText('lanes')).toBeNull()
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(screen.getByText('lanes')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('its details are copied with the stack', async () => {
  const { user } = show(
    <PanelBoundary name="timeline" resetKeys={[]}>
      <Panel />
    </PanelBoundary>,
  )
  await user.click(screen.getByText('Details'))
  await user.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await navigator.clipboard.readText()).toMatch(/a lane without a worker[\s\S]*Panel/)
})
