import type { Messages } from './messages.ts'

export const given: Messages = {
  'domain not there': [
    'OpenSearch domain nowhere is not there: not in eu-west-1, in the account of these credentials.',
    'Correct its name or the region; or leave the name out, so that one is made.',
  ],
  'cluster not there': [
    'Neptune cluster nowhere is not there: not in eu-west-1, in the account of these credentials.',
    'Correct its name or the region; or leave the name out, so that one is made.',
  ],
  'cluster of another engine': [
    'Neptune cluster documents is not there: not in eu-west-1, in the account of these credentials.',
    'Correct its name or the region; or leave the name out, so that one is made.',
  ],
  'domain being deleted': [
    'OpenSearch domain orders-live is deleting; it was to become active.',
    'AWS has accepted its deletion, which mostly takes minutes and sometimes days.',
    'A run changes nothing of what it is given. Make sure that it becomes active, name another, or leave the name out, so that one is made.',
  ],
  'cluster being deleted': [
    'Neptune cluster routes-live is deleting; it was to become available.',
    'Cluster deleting; instance routes-live-1 available.',
    'A run changes nothing of what it is given. Make sure that it becomes available, name another, or leave the name out, so that one is made.',
  ],
  'cluster stopped': [
    'Neptune cluster routes-live is stopped; it was to become available.',
    'Cluster stopped; instance routes-live-1 stopped.',
    'A run changes nothing of what it is given. Make sure that it becomes available, name another, or leave the name out, so that one is made.',
  ],
  'nobody listens at the given address': [
    'https://127.0.0.1:9 could not be reached within N s; it came as far as TCP.',
    'Check the address, and whether a security group, a proxy or a tunnel on the way lets it through.',
  ],
  'certificate of an authority unknown': [
    'The certificate of https://127.0.0.1:PORT is not trusted.',
    'Check the address. Where a proxy on the way opens TLS, name its authority in NODE_EXTRA_CA_CERTS.',
  ],
  'given domain is Elasticsearch': [
    'It is not the expected engine that answers at https://127.0.0.1:PORT.',
    'Expected opensearch of any version, got an unknown engine 7.10.2.',
    'A domain in compatibility mode hides what it runs: set override_main_response_version to false.',
  ],
  'given domain lets nobody of ours in': [
    'This run may not do all that it has to do at https://127.0.0.1:PORT: AWS denies 5 actions to arn:aws:iam::111122223333:role/tests.',
    '- es:ESHttpDelete',
    '- es:ESHttpGet',
    '- es:ESHttpHead',
    '- es:ESHttpPost',
    '- es:ESHttpPut',
    "Add this to its IAM policy, or allow it in the domain's access policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
    '      "arn:aws:es:eu-west-1:111122223333:domain/*/*"',
  ],
  'fine-grained access control without a mapping': [
    'The domain at https://127.0.0.1:PORT does not let this identity do what a run does there: listing what is there was refused.',
    'Last seen: 403 security_exception: no permissions for [indices:admin/create] and User [name=arn:aws:iam::111122223333:role/tests, backend_roles=[arn:aws:iam::111122223333:role/tests], requestedTenant=null]',
    "The access policy let it in, and fine-grained access control refused it: map the backend role arn:aws:iam::111122223333:role/tests to a role that has indices:admin/create; a run needs the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'.",
  ],
  'user that may only read': [
    'This run may not do all that it has to do at https://127.0.0.1:PORT: AWS denies 3 actions to arn:aws:iam::111122223333:role/tests.',
    '- es:ESHttpDelete',
    '- es:ESHttpPost',
    '- es:ESHttpPut',
    "Add this to its IAM policy, or allow it in the domain's access policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'user that may not delete': [
    'This run may not do all that it has to do at https://127.0.0.1:PORT: AWS denies one action to arn:aws:iam::111122223333:role/tests.',
    '- es:ESHttpDelete',
    "Add this to its IAM policy, or allow it in the domain's access policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'graph that lets nobody of ours in': [
    'This run may not do all that it has to do at https://127.0.0.1:PORT: AWS denies 4 actions to arn:aws:iam::111122223333:role/tests.',
    '- neptune-db:GetEngineStatus',
    '- neptune-db:ReadDataViaQuery',
    '- neptune-db:WriteDataViaQuery',
    '- neptune-db:DeleteDataViaQuery',
    'The action neptune-db:connect is not enough since engine 1.2.0.0, and a change of a policy takes up to 10 minutes.',
  ],
}
