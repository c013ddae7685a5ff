import { expect, test } from 'vitest'
import * as messages from '../../src/dns/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const host = 'search-orders.eu-west-1.es.amazonaws.com'

test('messages about a name that does not resolve say who answered what, and what to check', () => {
  expect(
    catalogue(messages, {
      notResolved: [[host, 45_000, messages.dnsAnswers('NXDOMAIN x12', 'ENOTFOUND x3'), messages.unknownName()]],
      dnsAnswers: [
        ['an address x2', 'ENOTFOUND x2'],
        ['no answer x3', ''],
      ],
      systemIsBehind: [[]],
      unknownName: [[]],
      noAnswer: [[]],
    }),
  ).toMatchInlineSnapshot(`
    "notResolved
      search-orders.eu-west-1.es.amazonaws.com did not resolve on this machine within 45.0 s.
      A DNS server answered: NXDOMAIN x12. The operating system's resolver answered: ENOTFOUND x3.
      Check the name. A new name can take longer. A name in a private network resolves only there, or through its VPN.

    dnsAnswers
      A DNS server answered: an address x2. The operating system's resolver answered: ENOTFOUND x2.
      or
      A DNS server answered: no answer x3. The operating system's resolver answered: nothing.

    systemIsBehind
      The operating system's resolver does not know a name that the DNS server knows. Empty its cache, and check the hosts file and the DNS settings of a VPN.

    unknownName
      Check the name. A new name can take longer. A name in a private network resolves only there, or through its VPN.

    noAnswer
      Check this machine's network and its DNS servers: none of them answered."
  `)
})
