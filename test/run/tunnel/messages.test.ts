import { expect, test } from 'vitest'
import * as messages from '../../../src/run/tunnel/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const option = 'aws.neptune.tunnel'
const host = 'routes.eu-west-1.neptune.amazonaws.com:8182'

test('messages about a tunnel name the option, what was seen, and what to do', () => {
  expect(
    catalogue(messages, {
      noTunnel: [['127.0.0.1:8182', option, 'connect ECONNREFUSED 127.0.0.1:8182']],
      tunnelNotOpen: [['127.0.0.1:8182', option, { cause: 'connect ECONNREFUSED 127.0.0.1:8182', ms: 30_000 }]],
      notOpened: [
        [host, option, { isLate: false, cause: 'ssh: no route to host' }],
        [host, option, { isLate: true, cause: messages.nothingReturned(120_000) }],
      ],
      nothingReturned: [[120_000]],
      notAnEnd: [[option, '8182']],
      notClosed: [[host, option, messages.closeTooSlow(15_000)]],
      closeTooSlow: [[15_000]],
      noConnection: [[5_000]],
      tunnelTo: [[host]],
      tunnelAt: [['127.0.0.1:8182']],
      openAt: [['127.0.0.1:8182']],
    }),
  ).toMatchInlineSnapshot(`
    "noTunnel
      No tunnel is open at 127.0.0.1:8182, the address in 'aws.neptune.tunnel'.
      Last seen: connect ECONNREFUSED 127.0.0.1:8182
      Open the tunnel before the run and keep it open until the run ends, or correct the option.

    tunnelNotOpen
      No tunnel is open at 127.0.0.1:8182, the address that the function 'aws.neptune.tunnel' returned.
      Last seen: connect ECONNREFUSED 127.0.0.1:8182, for 30 s
      Let the function return only when the tunnel accepts connections, and keep it open until its close() is called.

    notOpened
      No tunnel to routes.eu-west-1.neptune.amazonaws.com:8182 was opened: the function 'aws.neptune.tunnel' failed.
      Last seen: ssh: no route to host
      Open the tunnel in the function, and return the address of its near end, such as 'https://127.0.0.1:9200', when it accepts connections.
      or
      No tunnel to routes.eu-west-1.neptune.amazonaws.com:8182 was opened: the function 'aws.neptune.tunnel' took too long.
      Last seen: the function returned nothing within 120 s
      Open the tunnel in the function, and return the address of its near end, such as 'https://127.0.0.1:9200', when it accepts connections.

    nothingReturned
      the function returned nothing within 120 s

    notAnEnd
      The function 'aws.neptune.tunnel' returned something other than the near end of a tunnel.
      Last seen: 8182
      Return its address, such as 'https://127.0.0.1:9200', or { url, close() }.

    notClosed
      The tunnel to routes.eu-west-1.neptune.amazonaws.com:8182, from the function 'aws.neptune.tunnel', was not closed.
      Last seen: close() did not resolve within 15 s
      Close it by hand, and let its close() resolve when it is closed.

    closeTooSlow
      close() did not resolve within 15 s

    noConnection
      no connection within 5 s

    tunnelTo
      tunnel to routes.eu-west-1.neptune.amazonaws.com:8182

    tunnelAt
      the tunnel at 127.0.0.1:8182

    openAt
      open at 127.0.0.1:8182"
  `)
})
