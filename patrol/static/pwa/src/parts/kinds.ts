// The picture of each kind, within the code: as files of their own, the headers of thirteen answers weighed more.
import basic_farmland from "../img/kind-basic_farmland.svg";
import earth_taking from "../img/kind-earth_taking.svg";
import farmland_house from "../img/kind-farmland_house.svg";
import felling from "../img/kind-felling.svg";
import forest_land from "../img/kind-forest_land.svg";
import greenhouse_house from "../img/kind-greenhouse_house.svg";
import mining from "../img/kind-mining.svg";
import non_farm from "../img/kind-non_farm.svg";
import non_grain from "../img/kind-non_grain.svg";
import other from "../img/kind-other.svg";
import temporary_use from "../img/kind-temporary_use.svg";
import villa from "../img/kind-villa.svg";
import waste from "../img/kind-waste.svg";

const PICTURES: Record<string, string> = {
  basic_farmland, earth_taking, farmland_house, felling, forest_land, greenhouse_house, mining, non_farm, non_grain,
  other, temporary_use, villa, waste,
};

export function kindPicture(kind: string): string {
  return PICTURES[kind] ?? other;
}
