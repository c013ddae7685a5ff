import * as v from 'valibot'
import { only, text } from './schema.ts'

/** An image and its tag; a digest will do as well. */
const image = v.pipe(
  text,
  v.regex(
    /^[a-z0-9][\w./:-]*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    "is not an image with its tag, such as 'tinkerpop/gremlin-server:3.7.5'",
  ),
)

export const containersOptions = only({
  opensearch: v.optional(
    only({
      /** Default `opensearchproject/opensearch` with the version of `opensearch.engineVersion` as its tag. */
      image: v.optional(image),
      /** Whether the security plugin is on inside; the gate then signs in as its administrator. Default `false`. */
      security: v.optional(v.boolean()),
    }),
  ),
  neptune: v.optional(
    only({
      /** Default `tinkerpop/gremlin-server` with the version that fits `neptune.engineVersion` as its tag. */
      image: v.optional(image),
    }),
  ),
  /** The platform of the images, such as `linux/amd64`. Default: that of the Docker host. */
  platform: v.optional(
    v.pipe(text, v.regex(/^[a-z]+\/[a-z0-9]+(\/[a-z0-9]+)?$/, "is not a platform, such as 'linux/amd64'")),
  ),
})

export type ContainersOption = v.InferOutput<typeof containersOptions>
