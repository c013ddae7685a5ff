import { connectGremlin, type GremlinClientOptions, type NeptuneConnection } from './gremlin/client.ts'
import { type GremlinDriver, resolveDriver } from './gremlin/driver.ts'

type AnyClass = abstract new (...args: never[]) => object

/**
 * A class like this one, with the methods it has now. What a test puts into their place later (`vi.spyOn` on the
 * prototype) is for clients of its own, and not for what tidies up after it.
 */
export function pristine<Class extends AnyClass>(original: Class): Class {
  const Base = original as unknown as new (...args: unknown[]) => object
  const copy = class extends Base {}
  for (let prototype = Base.prototype; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    for (const key of Reflect.ownKeys(prototype)) {
      if (Object.hasOwn(copy.prototype, key)) continue
      Object.defineProperty(copy.prototype, key, Object.getOwnPropertyDescriptor(prototype, key)!)
    }
  }
  return copy as unknown as Class
}

/** The same as `connectGremlin`, over the methods that the driver of this project has now. */
export function connectPristine({
  root,
  ...options
}: Omit<GremlinClientOptions, 'driver'> & { root: string }): NeptuneConnection {
  return connectGremlin({ ...options, driver: pristineDriver(resolveDriver(root)) })
}

/** The same of all classes of a driver that a client is made of. */
function pristineDriver({ module, version }: GremlinDriver): GremlinDriver {
  const { driver, process } = module
  const copy = {
    ...module,
    driver: {
      ...driver,
      Client: pristine(driver.Client),
      DriverRemoteConnection: pristine(driver.DriverRemoteConnection),
    },
    process: {
      ...process,
      GraphTraversal: pristine(process.GraphTraversal),
      GraphTraversalSource: pristine(process.GraphTraversalSource),
    },
  }
  return { module: copy, version }
}
