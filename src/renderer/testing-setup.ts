import { cleanup } from '@testing-library/react'
import { afterEach, vi } from 'vitest'

// jsdom has no layout and not every global of a browser.
class NoResizes implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
vi.stubGlobal('ResizeObserver', NoResizes)
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
vi.stubGlobal('CSS', { escape: (text: string) => text.replaceAll(/[^\w-]/gu, '\\$&') })
HTMLCanvasElement.prototype.getContext = () => null
Object.defineProperty(document, 'fonts', { value: { status: 'loaded' }, configurable: true })
Element.prototype.scrollIntoView = () => {}
Element.prototype.getAnimations = () => []

// Files share a page (vitest.config.ts), so each test leaves it as it was.
afterEach(() => {
  cleanup()
  localStorage.clear()
})
