import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { show } from '../testing.tsx'
import { Info, Tip } from './tip.tsx'

test('a control explains itself while it has the focus, and Escape hides the text', async () => {
  const { user } = show(
    <Tip text="Copies the table">
      <button type="button">Copy</button>
    </Tip>,
  )
  const button = screen.getByRole('button', { name: 'Copy' })
  expect(button.getAttribute('aria-description')).toBe('Copies the table')
  expect(screen.queryByText('Copies the table')).toBeNull()
  await user.tab()
  expect(await screen.findByText('Copies the table')).toBeTruthy()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByText('Copies the table')).toBeNull())
})

test('a press on a text shows what it means, as touch needs', async () => {
  const { user } = show(<Info text="Sequential median / this median">speed-up</Info>)
  await user.click(screen.getByRole('button', { name: 'speed-up' }))
  expect(await screen.findByText('Sequential median / this median')).toBeTruthy()
})
