mod deeds;
mod reading;
mod registrations;

use super::*;
