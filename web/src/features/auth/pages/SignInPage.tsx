import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, brandingOptions, signIn, useSession } from "@/shared/api";
import { Banner, Field } from "@/shared/ui";
import { ByPasskey } from "../components/ByPasskey";
import { Door, Go } from "../components/Door";
import { SecondStep } from "../components/SecondStep";

const route = getRouteApi("/sign-in");

/** A local path only: nobody is led elsewhere by a link to this page. */
export function safeReturn(to: string | undefined): string {
  if (!to?.startsWith("/") || to.startsWith("//") || to.includes("\\")) return "/";
  return to;
}

/** Wrong pair and unknown address look alike; the server's own words say when a lock ends. */
export function SignInPage() {
  const { t } = useTranslation("auth");
  const { t: common } = useTranslation();
  const { to } = route.useSearch();
  const router = useRouter();
  const standing = useSession((s) => s.standing);
  const { data: brand } = useQuery(brandingOptions);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [second, setSecond] = useState<{ token: string; means: string[] } | null>(null);

  useEffect(() => {
    if (standing === "in") router.history.replace(`/app${safeReturn(to).replace(/^\/app(?=\/|$)/, "")}`);
  }, [standing, to, router]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      const answer = (await signIn(email, password)) as { mfa_token?: string; means?: string[] };
      if (answer.mfa_token) setSecond({ token: answer.mfa_token, means: answer.means ?? [] });
    } catch (error) {
      const known = error instanceof ApiError && !error.offline ? error.message : null;
      setRefused(known ?? common(($) => $.failed.offline));
      setPassword("");
    } finally {
      setBusy(false);
    }
  };

  if (second) return <SecondStep {...second} onBack={() => setSecond(null)} />;
  return (
    <Door
      title={t(($) => $.signIn.title)}
      below={
        <>
          {t(($) => $.signIn.newHere)}{" "}
          <Link to="/register" className="font-medium text-brand-fg underline">
            {t(($) => $.signIn.register)}
          </Link>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {refused && (
          <div role="alert">
            <Banner tone="danger">{refused}</Banner>
          </div>
        )}
        <Field
          label={t(($) => $.email)}
          type="email"
          name="email"
          autoComplete="username"
          isRequired
          value={email}
          onChange={setEmail}
          autoFocus
        />
        <Field
          label={t(($) => $.password)}
          type="password"
          name="password"
          autoComplete="current-password"
          isRequired
          value={password}
          onChange={setPassword}
        />
        <Go busy={busy}>{t(($) => $.signIn.go)}</Go>
        <ByPasskey label={t(($) => $.passkey.go)} onRefused={setRefused} />
        {brand?.sign_on ? (
          <a href={brand.sign_on} className="self-center text-sm font-medium text-brand-fg underline">
            {t(($) => $.company.link)}
          </a>
        ) : (
          <Link to="/company-sign-in" className="self-center text-sm text-fg-2 underline">
            {t(($) => $.company.link)}
          </Link>
        )}
        <Link to="/forgot-password" className="self-center text-sm text-fg-2 underline">
          {t(($) => $.forgot.link)}
        </Link>
      </form>
    </Door>
  );
}
