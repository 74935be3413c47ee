import { join } from 'node:path'
import { cache } from './paths.mjs'

export const CHECK_REPORT = join(cache, 'check.json')
export const VITEST_REPORT = join(cache, 'vitest.json')
export const PLAYWRIGHT_REPORT = join(cache, 'playwright.json')
export const STAND_IN_REPORT = join(cache, 'stand-in.json')
