import type { Service } from '../contract/service.ts'
import type { Engine } from '../engine/engine.ts'

/** An engine of a service that a test has written: commands are tested without the real one. */
export function engineOf(service: Service): Engine {
  return {
    service,
    isMeasuring: false,
    suspend: () => {},
    addViewer: () => () => {},
    close: async () => {},
  }
}
