import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { owing, signOut, useSession } from "@/shared/api";
import { Button, PageBody, PageHead } from "@/shared/ui";
import { PasskeysCard } from "./PasskeysCard";
import { TwoFactorCard } from "./TwoFactorCard";

const route = getRouteApi("/second-factor");

/** Where they wanted to go, as an address of the console: nobody is led elsewhere by a link to this page. */
const wayBack = (to: string | undefined) => `/app${to?.startsWith("/") ? to.replace(/^\/app(?=\/|$)/, "") : "/"}`;

/** Nothing else until there is a second factor: why, the two ways to one, and the way out. Then on to where they wanted. */
export function OwingPage() {
  const { t, i18n } = useTranslation("profile");
  const { to } = route.useSearch();
  const router = useRouter();
  const owes = useSession(owing);
  const standing = useSession((s) => s.standing);
  const me = useSession((s) => s.me);
  useEffect(() => {
    if (standing === "in" && !owes) router.history.replace(wayBack(to));
  }, [standing, owes, to, router]);
  if (!me?.user) return null;
  return (
    <I18nProvider locale={i18n.language}>
      <main id="main" tabIndex={-1} className="h-full outline-none">
        <PageBody>
          <PageHead
            title={t(($) => $.owing.title)}
            about={t(($) => $.owing.about, { company: me.tenant.name })}
            end={<Button onPress={() => void signOut()}>{t(($) => $.owing.out)}</Button>}
          />
          <div className="grid max-w-4xl items-start gap-4 lg:grid-cols-2">
            <TwoFactorCard on={me.mfa_enabled} />
            <PasskeysCard />
          </div>
        </PageBody>
      </main>
    </I18nProvider>
  );
}
