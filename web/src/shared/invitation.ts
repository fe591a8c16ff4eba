/** Where somebody invited chooses their password. The token stays behind the #: no server and no log sees it. */
export const invitationLink = (token: string): string =>
  `${location.origin}/app/invitation#${encodeURIComponent(token)}`;
