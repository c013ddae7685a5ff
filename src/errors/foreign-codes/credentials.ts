import type { Words } from '../error-kinds.ts'

/** Where credentials come from: the SDK's providers, STS, IAM Identity Center, Cognito. */
export const credentialWords: Words = {
  // the SDK's providers
  CredentialsProviderError: 'no-credentials',
  ProviderError: 'no-credentials',
  TokenProviderError: 'no-credentials',
  // STS
  InvalidIdentityToken: 'no-credentials',
  InvalidIdentityTokenException: 'no-credentials',
  InvalidSubjectCredentials: 'no-credentials',
  InvalidSubjectCredentialsException: 'no-credentials',
  IDPRejectedClaim: 'no-credentials',
  IDPRejectedClaimException: 'no-credentials',
  IDPCommunicationError: 'unavailable',
  IDPCommunicationErrorException: 'unavailable',
  RegionDisabledException: 'disabled',
  OutboundWebIdentityFederationDisabled: 'disabled',
  OutboundWebIdentityFederationDisabledException: 'disabled',
  InsufficientSessionLifetime: 'invalid',
  InsufficientSessionLifetimeException: 'invalid',
  InvalidAuthorizationMessageException: 'invalid',
  InvalidContextAssertion: 'invalid',
  InvalidContextAssertionException: 'invalid',
  JWTPayloadSizeExceededException: 'invalid',
  MalformedPolicyDocument: 'invalid',
  MalformedPolicyDocumentException: 'invalid',
  PackedPolicyTooLarge: 'invalid',
  PackedPolicyTooLargeException: 'invalid',
  SessionDurationEscalationException: 'invalid',
  // IAM Identity Center and its OIDC
  AuthorizationPendingException: 'no-credentials',
  InvalidClientException: 'no-credentials',
  InvalidGrantException: 'no-credentials',
  InvalidScopeException: 'no-credentials',
  UnauthorizedClientException: 'no-credentials',
  UnauthorizedException: 'no-credentials',
  UnsupportedGrantTypeException: 'no-credentials',
  // Cognito
  InvalidIdentityPoolConfigurationException: 'invalid',
}
