import { join } from 'node:path'
import { cache } from './paths.mjs'

export const CHECK_REPORT = join(cache, 'check.json')
export const VITEST_REPORT = join(cache, 'vitest.json')
/** Of the end-to-end tests that run side by side, and of those that measure and run alone: by Playwright's projects. */
export const PLAYWRIGHT_REPORTS = { 'side-by-side': join(cache, 'side-by-side.json'), alone: join(cache, 'alone.json') }
export const STAND_IN_REPORT = join(cache, 'stand-in.json')
