import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { show } from '../testing.tsx'
import { EnlargeButton, ModeSwitch, Toggle, VariantChoice, ZoomButtons } from './timeline-tools.tsx'

function recorder() {
  const calls: unknown[] = []
  return { calls, record: (value: unknown) => void calls.push(value) }
}

test('the whole run can be zoomed into, not out of; then it can be moved', async () => {
  const { calls, record } = recorder()
  const view = { view: undefined, zoom: record, pan: record } as unknown as Parameters<typeof ZoomButtons>[0]['view']
  const { user } = show(<ZoomButtons view={view} />)
  const off = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-disabled')
  expect(['Earlier', 'Zoom out', 'Zoom in', 'Later'].map(off)).toEqual(['true', 'true', 'false', 'true'])
  await user.click(screen.getByRole('button', { name: 'Zoom in' }))
  expect(calls).toHaveLength(1)
  expect(calls[0]).toBeLessThan(1)
})

test('the mode is one of two radio buttons, moved by arrow keys, each with its meaning', async () => {
  const { calls, record } = recorder()
  const { user } = show(<ModeSwitch mode="trial" onChange={record} />)
  const first = screen.getByRole('radio', { name: 'side by side' })
  expect(first).toHaveProperty('checked', true)
  await user.tab()
  expect(document.activeElement).toBe(first)
  expect(await screen.findByText(/^The latest repeat of each variant/)).toBeTruthy()
  await user.keyboard('{ArrowRight}')
  expect(calls).toEqual(['run'])
})

test('a variant is chosen by name, and "latest" takes the choice back', async () => {
  const { calls, record } = recorder()
  const { variants } = sampleRun().plan
  const { user } = show(<VariantChoice variants={variants} chosen={variants[0]!.id} onChange={record} />)
  const choice = screen.getByRole('combobox', { name: 'Variant' })
  await user.selectOptions(choice, variants[1]!.id)
  await user.selectOptions(choice, 'latest')
  expect(calls).toEqual([variants[1]!.id, undefined])
})

test('a toggle and the enlarge button say what they would do and hand back the opposite', async () => {
  const { calls, record } = recorder()
  const { user } = show(
    <>
      <Toggle name="Table" title="The lanes as numbers" on={false} onChange={record} />
      <EnlargeButton large onChange={record} />
    </>,
  )
  const toggle = screen.getByRole('button', { name: 'Table' })
  expect(toggle.getAttribute('aria-pressed')).toBe('false')
  await user.click(toggle)
  await user.click(screen.getByRole('button', { name: 'Back to all panels' }))
  expect(calls).toEqual([true, false])
})
