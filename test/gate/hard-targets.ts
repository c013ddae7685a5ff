import type { Form } from '../sigv4/vectors.ts'

/** The signers that traffic for these services is signed with. */
export type Signer = 'aws4' | 'smithy' | 'botocore'

/** A request as a client wants to send it. */
export interface HardTarget {
  readonly name: string
  readonly method?: string
  /** Path and query as they are to stand on the wire. */
  readonly target: string
  readonly body?: string
  /** Who signs it so that the services refuse it, in which form; by default all are accepted in both. */
  readonly rejected?: Partial<Record<Signer, Form | 'both'>>
}

/** Whether a signer can sign a request in a form: botocore, presigning, would move a body into the query. */
export const canSign = ({ body }: HardTarget, signer: Signer, form: Form): boolean =>
  body === undefined || signer !== 'botocore' || form === 'header'

/*
 * Where signers disagree, the gate holds with the services:
 *
 * - They take the path as it is on the wire and encode it once more (see `canonicalPath`); all three signers do so.
 *   `.`, `..` and empty segments are resolved by all three, and AWS's vectors want it; how OpenSearch Service takes them
 *   is not known.
 * - They decode the query and encode it again: OpenSearch Service wants `%2C` for a plain comma (aws-requests-auth#12),
 *   Neptune the same for `/` and `:` (curl#11794), and both take `+` for a space. botocore signs a query in a URL as it
 *   stands, so that AWS refuses it where it is spelt in another way; presigning, it writes the query anew, of a
 *   parameter that is repeated only the first.
 * - A parameter without a value counts as an empty one. What the AWS SDK for JavaScript parses as no value it does not
 *   sign, and still sends.
 */
const unsteadyQuery = { botocore: 'header' } as const

/** Paths and queries that go wrong in signers, with what real clients send among them. */
export const hardTargets: readonly HardTarget[] = [
  { name: 'the root', target: '/' },
  { name: 'plain', target: '/airports/_search' },
  { name: 'with a body', method: 'POST', target: '/airports/_search', body: '{"query":{"match_all":{}}}' },
  { name: 'bulk, body with line breaks', method: 'POST', target: '/_bulk', body: '{"index":{}}\n{"city":"Zürich"}\n' },
  { name: 'HEAD', method: 'HEAD', target: '/airports' },
  { name: 'DELETE', method: 'DELETE', target: '/airports/_doc/1' },
  { name: '* as it is', target: '/logs-*/_search' },
  { name: '* encoded', target: '/logs-%2A/_search' },
  { name: 'comma as it is', target: '/a,b/_search' },
  { name: 'comma encoded', target: '/a%2Cb/_search' },
  { name: 'all but one index', target: '/*,-secret/_search' },
  { name: '%2F in an id', target: '/airports/_doc/a%2Fb' },
  { name: '%25 in an id', target: '/airports/_doc/100%25' },
  { name: 'an escape of an escape', target: '/airports/_doc/a%252Fb' },
  { name: 'date math', target: '/%3Clogs-%7Bnow%2Fd%7D%3E/_search' },
  { name: 'date math with a zone', target: '/%3Clogs-%7Bnow%2Fd%7Byyyy.MM.dd%7C%2B01%3A00%7D%7D%3E/_search' },
  { name: '+ in an id', target: '/a/_doc/1+1' },
  { name: '%2B in an id', target: '/a/_doc/1%2B1' },
  { name: 'a space in an id', target: '/a/_doc/x%20y' },
  { name: 'unicode', target: '/caf%C3%A9/_doc/%E6%9D%B1%E4%BA%AC' },
  { name: 'an emoji', target: '/a/_doc/%F0%9F%98%80' },
  { name: 'escapes in lower case', target: '/caf%c3%a9/_search' },
  { name: "!'() as they are", target: "/a/_doc/it's(1)!" },
  { name: 'an address in an id', target: '/a/_doc/user@example.com' },
  { name: 'what needs no encoding', target: '/a-b_c.d~e/_search' },
  { name: ';:&=$ as they are', target: '/a/_doc/a;b:c&d=e$f' },
  { name: 'double slashes', target: '//a//_search' },
  { name: 'only slashes', target: '///' },
  { name: 'a dot segment', target: '/a/./_search' },
  { name: 'a double dot segment', target: '/a/b/../_search' },
  { name: 'more double dots than segments', target: '/../../a' },
  { name: 'dots in a name', target: '/.kibana_1/..hidden/_search' },
  { name: 'a slash at the end', target: '/a/_search/' },
  { name: 'a space in a query', target: '/_search?q=x%20y' },
  { name: '+ in a query', target: '/_search?q=x+y', rejected: unsteadyQuery },
  { name: '%2B in a query', target: '/_search?q=x%2By' },
  { name: 'comma in a query', target: '/_search?_source=a,b', rejected: unsteadyQuery },
  { name: 'comma in a query, encoded', target: '/_search?_source=a%2Cb' },
  { name: '* in a query', target: '/_search?q=*', rejected: unsteadyQuery },
  { name: 'a path in a query', target: '/_search?filter_path=hits.hits/_id:x', rejected: unsteadyQuery },
  { name: "!'() in a query", target: "/_search?q=!'()", rejected: unsteadyQuery },
  { name: '= in a value', target: '/_search?scroll_id=abc==', rejected: unsteadyQuery },
  { name: 'JSON in a query', target: '/_search?source=%7B%22a%22%3A%5B1%5D%7D&source_content_type=application%2Fjson' },
  { name: 'unicode in a query', target: '/_search?q=caf%C3%A9' },
  { name: 'escapes in lower case in a query', target: '/_search?q=caf%c3%a9', rejected: unsteadyQuery },
  { name: 'a parameter without a value', target: '/a/_doc/1?refresh', rejected: { smithy: 'both' } },
  { name: 'an empty value', target: '/a/_doc/1?refresh=' },
  { name: 'unsorted', target: '/_search?size=1&from=2&a=3' },
  { name: 'upper case before lower', target: '/_search?b=1&a=2&B=3&A=4' },
  { name: 'names that sort otherwise once encoded', target: '/_search?a%5B%5D=1&a.b=2&a-b=3&a=4&a%20=5' },
  { name: 'a repeated parameter', target: '/_search?a=2&a=1&b=3' },
  { name: 'a repeated parameter with one value', target: '/_search?a=1&a=1' },
  {
    name: 'a Gremlin script',
    target: '/_search?gremlin=g.V().has(%22code%22%2C%20%22BOS%22).count()',
    rejected: unsteadyQuery,
  },
]
