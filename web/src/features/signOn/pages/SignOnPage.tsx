import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Bones, Button, Card, Confirm, CopyField, Crumb, Failed, PageBody, PageHead, useDeed } from "@/shared/ui";
import { deeds, signOnOptions } from "../api";
import { RulesCard } from "../components/RulesCard";
import { SignOnForm } from "../components/SignOnForm";

/** The company's own provider says who its people are. */
export function SignOnPage() {
  const { t } = useTranslation("signOn");
  const found = useQuery(signOnOptions);
  const [removing, setRemoving] = useState(false);
  const { busy, act } = useDeed();
  const check = () => act({ run: deeds.check, done: t(($) => $.checked) });
  const remove = () =>
    act({
      run: deeds.remove,
      changes: [keys.signOn()],
      done: t(($) => $.removed),
      after: () => setRemoving(false),
    });
  const settings = found.data;
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
      />
      <div className="grid max-w-2xl gap-4">
        <RulesCard />
        {found.isError ? (
          <Failed error={found.error} retry={() => void found.refetch()} />
        ) : settings === undefined ? (
          <Bones rows={6} />
        ) : (
          <>
            <SignOnForm key={settings?.updated_at ?? ""} settings={settings} />
            {settings && (
              <Card title={t(($) => $.use)}>
                <div className="flex flex-col gap-4">
                  <CopyField label={t(($) => $.start)} value={settings.start} />
                  <div className="flex flex-wrap gap-2">
                    <Button busy={busy} onPress={() => void check()}>
                      {t(($) => $.check)}
                    </Button>
                    <Button onPress={() => setRemoving(true)}>{t(($) => $.remove)}</Button>
                  </div>
                </div>
              </Card>
            )}
          </>
        )}
      </div>
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={t(($) => $.removeTitle)}
        action={t(($) => $.remove)}
        busy={busy}
        onConfirm={() => void remove()}
      >
        {t(($) => $.removeHint)}
      </Confirm>
    </PageBody>
  );
}
