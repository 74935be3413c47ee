import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { show } from '../testing.tsx'
import { Menu, MenuChoice, MenuItem, MenuOption } from './menu.tsx'

function setup() {
  const chosen: string[] = []
  const shown = show(
    <Menu button="Export">
      <MenuItem onSelect={() => chosen.push('png')}>Card PNG</MenuItem>
      <MenuItem disabled note="after a run" onSelect={() => chosen.push('svg')}>
        Card SVG
      </MenuItem>
      <MenuItem onSelect={() => chosen.push('json')}>JSON</MenuItem>
    </Menu>,
  )
  return { ...shown, chosen, button: screen.getByRole('button', { name: 'Export' }) }
}

test('a press opens the menu, an item closes it and does its work once', async () => {
  const { user, button, chosen } = setup()
  expect(screen.queryByRole('menu')).toBeNull()
  await user.click(button)
  await waitFor(() => expect(button.getAttribute('aria-expanded')).toBe('true'))
  await user.click(await screen.findByRole('menuitem', { name: 'JSON' }))
  expect(chosen).toEqual(['json'])
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
})

test('the keyboard opens it, moves in it by arrow and by letter, and Escape gives the focus back', async () => {
  const { user, button, chosen } = setup()
  button.focus()
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('menuitem', { name: 'Card PNG' })).toBe(document.activeElement)
  await user.keyboard('j')
  expect(screen.getByRole('menuitem', { name: 'JSON' })).toBe(document.activeElement)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  expect(document.activeElement).toBe(button)
  expect(chosen).toEqual([])
})

test('an item that is not available says so and does nothing', async () => {
  const { user, button, chosen } = setup()
  await user.click(button)
  const item = await screen.findByRole('menuitem', { name: /Card SVG.*after a run/ })
  expect(item.getAttribute('aria-disabled')).toBe('true')
  await user.click(item)
  expect(chosen).toEqual([])
})

test('of several options one is checked, and another can be', async () => {
  const chosen: string[] = []
  const { user } = show(
    <Menu button="Runtime">
      <MenuChoice value="a" onChange={(value) => chosen.push(value)}>
        <MenuOption value="a">A</MenuOption>
        <MenuOption value="b">B</MenuOption>
      </MenuChoice>
    </Menu>,
  )
  await user.click(screen.getByRole('button', { name: 'Runtime' }))
  const checked = () => screen.getAllByRole('menuitemradio').map((item) => item.getAttribute('aria-checked'))
  await waitFor(() => expect(checked()).toEqual(['true', 'false']))
  await user.click(screen.getByRole('menuitemradio', { name: 'B' }))
  expect(chosen).toEqual(['b'])
})
