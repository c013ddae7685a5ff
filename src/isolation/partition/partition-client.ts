import { Readable } from 'node:stream'
import type { driver as gremlinDriver } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { scriptRefusal } from './partition-refusal.ts'

/** A client that refuses whatever it is asked for with a NamespaceError: nobody can tell what a script does. */
export function refusingClient({ module }: GremlinDriver, url: string): gremlinDriver.Client {
  class RefusingClient extends module.driver.Client {
    override async open(): Promise<void> {
      throw scriptRefusal()
    }

    override async submit(): Promise<never> {
      throw scriptRefusal()
    }

    override stream(): Readable {
      return new Readable({
        objectMode: true,
        read() {
          this.destroy(scriptRefusal())
        },
      })
    }
  }
  return new RefusingClient(url, { headers: {} })
}
