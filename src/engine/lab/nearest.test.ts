import { expect, test } from 'vitest'
import { nearest, orNearest } from './nearest.ts'

const names = ['sequential', 'threads', 'processes', 'asyncio']

test('finds what was meant, the likeliest first', () => {
  expect(nearest('thraeds', names)).toEqual(['threads'])
  expect(nearest('Process', names)).toEqual(['processes'])
  expect(nearest('cpython-3.11', ['cpython-3.8.18', 'cpython-3.13.0', 'cpython-3.11.7', 'node'])[0]).toBe(
    'cpython-3.11.7',
  )
  expect(nearest('zzzzzzzz', names)).toEqual([])
})

test('says what there is where nothing is like it', () => {
  expect(orNearest('thread', names)).toBe('Did you mean threads?')
  expect(orNearest('quantum-leaps', names)).toBe('Available: sequential, threads, processes, asyncio.')
  expect(orNearest('quantum-leaps', ['threads'])).toBe('Available: threads.')
  expect(orNearest('x', [])).toBe('None are available.')
})
