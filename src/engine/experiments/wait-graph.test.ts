import * as v from 'valibot'
import { expect, test } from 'vitest'
import { GraphSchema } from '../../contract/figure.ts'
import { findCycle, inWords, waitGraph, type Party } from './wait-graph.ts'

const party = (name: string, holds: string, waits: string): Party => ({
  name,
  holds: holds.split(''),
  waits: waits.split(''),
})
const names = (parties: readonly Party[]) => findCycle(parties)?.map(({ name }) => name)

test('two that wait for each other are a cycle of two', () => {
  expect(names([party('1', 'A', 'B'), party('2', 'B', 'A')])).toEqual(['1', '2'])
})

test('a circle of five, in the order in which they wait', () => {
  const circle = [0, 3, 1, 4, 2].map((index) => party(String(index), 'ABCDE'[index]!, 'ABCDE'[(index + 1) % 5]!))
  expect(names(circle)).toEqual(['0', '1', '2', '3', '4'])
})

test('a chain is no cycle, whoever comes first', () => {
  const chain = [party('1', 'A', 'B'), party('2', 'B', 'C'), party('3', 'C', '')]
  expect(findCycle(chain)).toBeUndefined()
  expect(findCycle(chain.toReversed())).toBeUndefined()
  expect(findCycle([])).toBeUndefined()
})

test('who waits for a cycle is no part of it, nor is who waits for a lock that nobody holds', () => {
  const parties = [party('0', 'Z', 'A'), party('1', 'A', 'B'), party('2', 'B', 'A'), party('3', 'Y', 'X')]
  expect(names(parties)).toEqual(['1', '2'])
})

test('who waits for his own lock blocks himself', () => {
  expect(names([party('1', 'A', 'A')])).toEqual(['1'])
})

test('two who wait for one lock do not hide the cycle behind one of them', () => {
  const parties = [party('1', '', 'B'), party('2', 'A', 'B'), party('3', 'B', 'CA'), party('4', 'C', '')]
  expect(names(parties)).toEqual(['3', '2'])
})

const GRAPH = { id: 'graph', title: 'Who waits for whom', kind: 'thread' } as const

test('the graph has an edge for each lock that is held or waited for, and marks those of the cycle', () => {
  const graph = waitGraph([party('0', 'Z', 'A'), party('1', 'A', 'B'), party('2', 'B', 'A')], GRAPH)
  expect(v.is(GraphSchema, graph)).toBe(true)
  expect(graph.nodes.map(({ label, kind }) => `${kind} ${label}`)).toEqual([
    'thread 0',
    'thread 1',
    'thread 2',
    'lock A',
    'lock B',
    'lock Z',
  ])
  const edges = (cycle: boolean) =>
    graph.edges.filter((edge) => edge.cycle === cycle).map(({ from, label, to }) => `${from} ${label} ${to}`)
  expect(edges(true)).toEqual([
    'party 1 waits for lock B',
    'party 2 waits for lock A',
    'lock A held by party 1',
    'lock B held by party 2',
  ])
  expect(edges(false)).toEqual(['party 0 waits for lock A', 'lock Z held by party 0'])
  expect(graph.text).toBe('0 holds Z and waits for A; 1 holds A and waits for B; 2 holds B and waits for A')
})

test('without a cycle nothing is marked', () => {
  const { edges } = waitGraph([party('1', 'A', 'B'), party('2', 'B', '')], GRAPH)
  expect(edges.map(({ cycle }) => cycle)).toEqual([false, false, false])
})

test('in words', () => {
  expect(inWords(party('1', 'AB', ''))).toBe('1 holds A and B')
  expect(inWords(party('1', '', 'C'))).toBe('1 holds nothing and waits for C')
})
