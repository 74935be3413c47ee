import { act, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { show } from '../testing.tsx'

test('an error is an alert that stays until it is dismissed', async () => {
  const { app, user } = show(undefined)
  act(() => void app.toasts.add({ id: 'e', type: 'error', description: 'The disk is full.', timeout: 0 }))
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.')
  await user.click(screen.getByRole('button', { name: 'Dismiss' }))
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('what is said twice is shown once, and its action can be taken', async () => {
  const { app, user } = show(undefined)
  const taken: string[] = []
  const actionProps = { children: 'Undo', onClick: () => taken.push('undo') }
  for (let i = 0; i < 2; i++)
    act(() => void app.toasts.add({ id: 'd', type: 'done', description: 'Deleted 1 run.', actionProps, timeout: 0 }))
  expect(screen.getAllByText('Deleted 1 run.')).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(taken).toEqual(['undo'])
})
