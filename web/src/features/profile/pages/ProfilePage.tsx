import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { PageBody, PageHead } from "@/shared/ui";
import { DataCard } from "../components/DataCard";
import { PasskeysCard } from "../components/PasskeysCard";
import { PasswordCard } from "../components/PasswordCard";
import { LookCard, NotifyCard } from "../components/PreferencesCards";
import { SessionsCard } from "../components/SessionsCard";
import { TwoFactorCard } from "../components/TwoFactorCard";

// Of the same part of the console: one fetch less for who has to set something up.
export { OwingPage } from "../components/Owing";

/** What a person sets for themselves. */
export function ProfilePage() {
  const { t } = useTranslation("profile");
  const me = useSession((s) => s.me);
  if (!me?.user) return null;
  return (
    <PageBody>
      <PageHead title={t(($) => $.title)} about={me.user.email} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <DataCard key={me.user.name} user={me.user} />
          <LookCard user={me.user} />
          <NotifyCard user={me.user} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <PasswordCard id={me.user.id} />
          <TwoFactorCard on={me.mfa_enabled} />
          <PasskeysCard />
          <SessionsCard />
        </div>
      </div>
    </PageBody>
  );
}
