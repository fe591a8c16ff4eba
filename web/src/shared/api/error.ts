/** What went wrong, as every caller sees it: the API's own envelope, or the lack of an answer. */
export type Detail = { field: string; message: string };

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Detail[];
  readonly requestId: string | null;
  /** Seconds after which it is worth trying again; null when the server did not say. */
  readonly retryAfter: number | null;
  readonly params: Record<string, unknown>;

  constructor(init: {
    status: number;
    code: string;
    message: string;
    details?: Detail[];
    requestId?: string | null;
    retryAfter?: number | null;
    params?: Record<string, unknown>;
  }) {
    super(init.message);
    this.name = "ApiError";
    this.status = init.status;
    this.code = init.code;
    this.details = init.details ?? [];
    this.requestId = init.requestId ?? null;
    this.retryAfter = init.retryAfter ?? null;
    this.params = init.params ?? {};
  }

  /** Nothing answered: the network, or the server, is away. */
  get offline(): boolean {
    return this.status === 0;
  }

  /** Would the same request perhaps succeed a little later? */
  get passing(): boolean {
    return this.offline || this.status === 429 || this.status >= 502;
  }
}

type Envelope = {
  error?: { code?: string; message?: string; details?: Detail[] | null; request_id?: string | null } & Record<
    string,
    unknown
  >;
};

/** The error of an answer that is none of the good ones. */
export function errorOf(response: Response, body: unknown): ApiError {
  const told = (body as Envelope | null)?.error;
  const after = Number(response.headers.get("retry-after"));
  return new ApiError({
    status: response.status,
    code: told?.code ?? "UNEXPECTED_ANSWER",
    message: told?.message ?? `HTTP ${response.status}`,
    details: told?.details ?? [],
    requestId: told?.request_id ?? response.headers.get("x-request-id"),
    retryAfter: Number.isFinite(after) && after > 0 ? after : null,
    params: (told?.params as Record<string, unknown> | undefined) ?? {},
  });
}
