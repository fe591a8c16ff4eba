import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { Banner, Bones, Button, Card, Dialog, Failed, Switch, toast, useDeed } from "@/shared/ui";
import { deeds, rulesKey, rulesOptions } from "../api";

/** Whether everybody needs a second factor; asked for once more before it stops those who have none. */
export function RulesCard() {
  const { t } = useTranslation("signOn");
  const { t: common } = useTranslation();
  const rules = useQuery(rulesOptions);
  const [asking, setAsking] = useState(false);
  const [ownFirst, setOwnFirst] = useState<string | null>(null);
  const { busy, act } = useDeed();
  const put = (demanded: boolean) => {
    setOwnFirst(null);
    void act({
      run: () => deeds.rules({ second_factor_demanded: demanded }),
      changes: [rulesKey],
      done: t(($) => (demanded ? $.second.on : $.second.off)),
      after: () => setAsking(false),
      failed: (error) => {
        setAsking(false);
        if (error instanceof ApiError && error.code === "OWN_SECOND_FACTOR_FIRST") setOwnFirst(error.message);
        else toast.failed(error);
      },
    });
  };
  const demanded = rules.data?.second_factor_demanded;
  return (
    <Card title={t(($) => $.second.title)}>
      {rules.isError ? (
        <Failed tight error={rules.error} retry={() => void rules.refetch()} />
      ) : demanded === undefined ? (
        <Bones rows={2} />
      ) : (
        <div className="flex flex-col gap-3">
          <div>
            <Switch checked={demanded} onChange={(now) => (now ? setAsking(true) : put(false))}>
              {t(($) => $.second.demanded)}
            </Switch>
            <p className="mt-1 text-xs text-fg-3">{t(($) => $.second.hint)}</p>
          </div>
          {ownFirst && (
            <div role="alert">
              <Banner tone="warn">
                {ownFirst}{" "}
                <Link to="/profile" className="font-medium underline">
                  {t(($) => $.second.profile)}
                </Link>
              </Banner>
            </div>
          )}
        </div>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t(($) => $.second.askTitle)}
        actions={
          <>
            <Button size="form" onPress={() => setAsking(false)}>
              {common(($) => $.cancel)}
            </Button>
            <Button size="form" look="primary" busy={busy} onPress={() => put(true)}>
              {t(($) => $.second.ask)}
            </Button>
          </>
        }
      >
        {t(($) => $.second.askHint)}
      </Dialog>
    </Card>
  );
}
