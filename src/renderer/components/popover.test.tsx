import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { show } from '../testing.tsx'
import { Popover } from './popover.tsx'

test('a press opens the text under its name; Escape closes it and gives the focus back', async () => {
  const { user } = show(
    <Popover label="Why: counting" button="Why?">
      <p>The GIL.</p>
    </Popover>,
  )
  const button = screen.getByRole('button', { name: 'Why?' })
  expect(screen.queryByText('The GIL.')).toBeNull()
  await user.click(button)
  expect((await screen.findByRole('dialog', { name: 'Why: counting' })).textContent).toBe('The GIL.')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(document.activeElement).toBe(button)
})

test('a press elsewhere closes it', async () => {
  const { user } = show(
    <>
      <Popover label="Load" button="Load">
        text
      </Popover>
      <p>elsewhere</p>
    </>,
  )
  await user.click(screen.getByRole('button', { name: 'Load' }))
  await screen.findByRole('dialog')
  await user.click(screen.getByText('elsewhere'))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('a disabled one stays closed', async () => {
  const { user } = show(
    <Popover label="Load" button="Load" disabled>
      text
    </Popover>,
  )
  await user.click(screen.getByRole('button', { name: 'Load' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})
